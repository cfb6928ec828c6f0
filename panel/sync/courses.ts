/** Stores a site's courses and categories as they are now. */
import type { AgentCourseCategory, CoursesReply } from '../../contract/agent/courses.js';
import type { Transaction } from '../db/database.js';

/** Rows in one statement. */
const BATCH = 1000;

/** Courses that the site no longer lists are marked, not removed: their backups still name them. */
export async function storeCourses(
  tx: Transaction,
  instanceId: number,
  reply: CoursesReply,
  now: Date,
): Promise<void> {
  const categories = new Map((reply.categories ?? []).map((category) => [category.id, category]));
  await tx.category.deleteMany({ where: { instanceId } });
  for (const batch of batches([...categories.values()])) {
    await tx.category.createMany({
      data: batch.map((category) => ({
        instanceId,
        moodleId: category.id,
        parentId: category.parent,
        name: category.name,
        sort: category.sort,
        path: category.path,
        depth: category.depth,
      })),
    });
  }

  const courses = new Map((reply.courses ?? []).map((course) => [course.id, course]));
  for (const batch of batches([...courses.values()])) {
    const rows = batch.map((course) => ({
      moodleId: course.id,
      name: course.name,
      shortname: course.shortname ?? null,
      visible: course.visible ?? null,
      categoryId: categories.has(course.category) ? course.category : null,
      categoryName: categories.get(course.category)?.name ?? null,
      categoryPath: pathNames(categories, course.category),
    }));
    await tx.$executeRaw`
      INSERT INTO "Course" ("instanceId", "moodleId", "name", "shortname", "visible", "categoryId", "categoryName",
                            "categoryPath", "syncedAt", "goneAt")
      SELECT ${instanceId}, r."moodleId", r."name", r."shortname", r."visible", r."categoryId", r."categoryName",
             r."categoryPath", ${now}, NULL
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r("moodleId" int, "name" text, "shortname" text, "visible" boolean, "categoryId" int, "categoryName" text,
             "categoryPath" text)
      ON CONFLICT ("instanceId", "moodleId") DO UPDATE SET
        "name" = excluded."name", "shortname" = excluded."shortname", "visible" = excluded."visible",
        "categoryId" = excluded."categoryId", "categoryName" = excluded."categoryName",
        "categoryPath" = excluded."categoryPath", "syncedAt" = excluded."syncedAt", "goneAt" = NULL`;
  }
  await tx.course.updateMany({
    where: { instanceId, goneAt: null, syncedAt: { lt: now } },
    data: { goneAt: now },
  });
}

/** Names from the top: `Science / Physics`. */
function pathNames(categories: Map<number, AgentCourseCategory>, id: number): string | null {
  const category = categories.get(id);
  if (!category) return null;
  const ids = category.path.split('/').filter(Boolean).map(Number);
  const names = ids.map((step) => categories.get(step)?.name).filter((name) => name !== undefined);
  return names.length > 0 ? names.join(' / ') : category.name;
}

function* batches<T>(rows: T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += BATCH) yield rows.slice(start, start + BATCH);
}
