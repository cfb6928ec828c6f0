/** How large a course is, for the question whether its backup fits on the disk. */
import type { MoodleDatabase } from '../database/database.js';
import { contextIds, courseContext } from './course-context.js';

/** Bytes of all different files in the course, its activities and blocks; backups of it are left out. */
export async function courseFilesSize(database: MoodleDatabase, courseId: number): Promise<number> {
  const context = await courseContext(database, courseId);
  if (context === null) return 0;
  const files = database.db
    .selectFrom('files')
    .select(['contenthash', 'filesize'])
    .distinct()
    .where('contextid', 'in', contextIds(database, context))
    .where('component', '<>', 'backup')
    .as('f');
  const row = await database.db
    .selectFrom(files)
    .select((q) => q.fn.sum('f.filesize').as('bytes'))
    .executeTakeFirst();
  return Number(row?.bytes ?? 0);
}
