/** Courses, and the settings that say how much of them is exported. */
import type { MigrationSettings } from '../../../../contract/agent/migration.js';
import type { CopyOptions } from '../../../../contract/agent/course-copies.js';
import { copyOptionDefaults } from '../../../../contract/agent/course-copies.js';
import type { MoodleDatabase } from '../../../moodle/database/database.js';
import type { SettingSpec } from '../../settings.js';
import { portions } from './chosen.js';
import { flagOf, intOf, textOf } from './values.js';

const flag = (name: string, description: string): SettingSpec => ({
  name,
  kind: 'flag',
  default: 0,
  description,
});

/** @param users the name of the flag for users, which the whole site's export has another for */
export const contentSettings = (users = 'users'): SettingSpec[] => [
  flag(
    users,
    'Whether courses bring the people in them: enrolments, roles, grades, completion, comments, what they handed in.',
  ),
  flag('logs', 'Whether courses bring their logs; only with users.'),
  flag('grade_histories', 'Whether courses bring the histories of grades; only with users.'),
];

/** What Moodle's backup of a course is to hold. */
export function archiveOptions(settings: MigrationSettings): CopyOptions {
  const users = Number(settings.users);
  const withUsers = (name: string) => (users === 1 ? Number(settings[name]) : 0);
  return {
    ...copyOptionDefaults,
    users,
    role_assignments: users,
    comments: users,
    userscompletion: users,
    logs: withUsers('logs'),
    grade_histories: withUsers('grade_histories'),
  };
}

export interface Course {
  id: number;
  category: number;
  fullname: string;
  shortname: string;
  idnumber: string;
  visible: boolean;
}

/** Those of the ids that are courses; the site itself is none. */
export async function existingCourses(database: MoodleDatabase, ids: readonly number[]): Promise<number[]> {
  const rows = await database.db
    .selectFrom('course')
    .select('id')
    .where('category', '<>', '0')
    .where('id', 'in', ids.map(String))
    .execute();
  return rows.map((row) => intOf(row.id));
}

/** Courses in the order of their ids; with their names a list of them is small enough to be read whole. */
export async function readCourses(
  database: MoodleDatabase,
  among: { ids: readonly number[] } | { categories: readonly number[] } | null,
): Promise<Course[]> {
  const courses: Course[] = [];
  const column = among !== null && 'ids' in among ? 'id' : 'category';
  const list = among === null ? null : 'ids' in among ? among.ids : among.categories;
  for (const some of list === null ? [null] : portions(list)) {
    let query = database.db
      .selectFrom('course')
      .select(['id', 'category', 'fullname', 'shortname', 'idnumber', 'visible'])
      .where('category', '<>', '0');
    if (some !== null) query = query.where(column, 'in', some.map(String));
    for (const row of await query.execute()) {
      courses.push({
        id: intOf(row.id),
        category: intOf(row.category),
        fullname: textOf(row.fullname),
        shortname: textOf(row.shortname),
        idnumber: textOf(row.idnumber),
        visible: flagOf(row.visible),
      });
    }
  }
  return courses.sort((a, b) => a.id - b.id);
}
