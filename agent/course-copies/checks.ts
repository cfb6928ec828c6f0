/** What can be known to be wrong with an order, from the site's database. It is asked again when the work is done. */
import { courseExists } from '../moodle/course/course-context.js';
import type { Site } from '../moodle/site.js';
import { CopyRefused } from './copy-refused.js';

/** @throws CopyRefused */
export async function requireCategory({ database }: Site, id: number): Promise<void> {
  const found = await database.db
    .selectFrom('course_categories')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) throw new CopyRefused('no-category', `There is no course category ${id}.`);
}

/** @throws CopyRefused */
export async function requireCourse({ database }: Site, id: number): Promise<void> {
  if (!(await courseExists(database, id))) throw new CopyRefused('no-course', `There is no course ${id}.`);
}

/** @throws CopyRefused */
export async function requireFreeName({ database }: Site, shortname: string): Promise<void> {
  const found = await database.db
    .selectFrom('course')
    .select('fullname')
    .where('shortname', '=', shortname)
    .orderBy('id')
    .execute();
  if (found.length === 0) return;
  const names = found.map((course) => String(course.fullname)).join(',');
  throw new CopyRefused('name-taken', `Short name is already used for another course (${names})`, names);
}
