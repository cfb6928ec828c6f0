/** Which category a context belongs to. */
import type { MoodleDatabase } from '../../../moodle/database/database.js';
import { intOf } from './values.js';

const COURSE_CATEGORY = '40';

/** Categories by the ids of their contexts; what is not there is of the whole site. */
export async function categoryContexts(database: MoodleDatabase): Promise<ReadonlyMap<number, number>> {
  const rows = await database.db
    .selectFrom('context')
    .select(['id', 'instanceid'])
    .where('contextlevel', '=', COURSE_CATEGORY)
    .execute();
  return new Map(rows.map((row) => [intOf(row.id), intOf(row.instanceid)]));
}
