/** Courses and categories of a site, in the order of their ids. */
import type { AgentCourse, AgentCourseCategory } from '../../../contract/agent/courses.js';
import type { Site } from '../site.js';

/** The site course stands outside of every category and is no course. */
const SITE_CATEGORY = '0';

export async function countCourses({ database }: Site): Promise<number> {
  const row = await database.db
    .selectFrom('course')
    .select((q) => q.fn.countAll().as('n'))
    .where('category', '<>', SITE_CATEGORY)
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

export async function countCategories({ database }: Site): Promise<number> {
  const row = await database.db
    .selectFrom('course_categories')
    .select((q) => q.fn.countAll().as('n'))
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

export async function listCourses({ database }: Site): Promise<AgentCourse[]> {
  const rows = await database.db
    .selectFrom('course')
    .select(['id', 'category', 'fullname', 'shortname', 'visible'])
    .where('category', '<>', SITE_CATEGORY)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: Number(row.id),
    category: Number(row.category),
    name: String(row.fullname),
    shortname: String(row.shortname),
    visible: row.visible === '1',
  }));
}

export async function listCategories({ database }: Site): Promise<AgentCourseCategory[]> {
  const rows = await database.db
    .selectFrom('course_categories')
    .select(['id', 'parent', 'name', 'sortorder', 'path', 'depth'])
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: Number(row.id),
    parent: Number(row.parent),
    name: String(row.name),
    sort: Number(row.sortorder),
    path: String(row.path),
    depth: Number(row.depth),
  }));
}
