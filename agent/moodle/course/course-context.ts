/** Which rows of Moodle's tables belong to one course. */
import type { MoodleDatabase } from '../database/database.js';

/** Moodle's CONTEXT_COURSE. */
const CONTEXT_COURSE = '50';

/** The course's own context and the way of paths below it. */
export interface CourseContext {
  id: string;
  /** Such as `/1/3/25`; those of its activities and blocks begin with it and a slash. */
  path: string;
}

/** True when the course is there; the site course is none. */
export async function courseExists({ db }: MoodleDatabase, courseId: number): Promise<boolean> {
  const row = await db
    .selectFrom('course')
    .select('id')
    .where('id', '=', courseId)
    .where('category', '<>', 0)
    .executeTakeFirst();
  return row !== undefined;
}

/** Null when the course has none, which Moodle mends by itself. */
export async function courseContext({ db }: MoodleDatabase, courseId: number): Promise<CourseContext | null> {
  const row = await db
    .selectFrom('context')
    .select(['id', 'path'])
    .where('contextlevel', '=', CONTEXT_COURSE)
    .where('instanceid', '=', courseId)
    .executeTakeFirst();
  return row ? { id: String(row.id), path: String(row.path) } : null;
}

/** The ids of the contexts of a course, as a subquery. */
export function contextIds({ db }: MoodleDatabase, context: CourseContext) {
  return db
    .selectFrom('context')
    .select('context.id')
    .where((q) => q.or([q('id', '=', context.id), q('path', 'like', `${context.path}/%`)]));
}
