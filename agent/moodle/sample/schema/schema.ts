/** The sample's whole schema: Moodle's tables, by their names without prefix. */
import { createTable, parseColumns, type Column } from './columns.js';
import { courseTables } from './course-tables.js';
import { moduleTables } from './module-tables.js';
import { questionTables } from './question-tables.js';
import { reportTables } from './report-tables.js';
import { siteTables } from './site-tables.js';
import { userTables } from './user-tables.js';

export const prefix = 'mdl_';

/** Columns of each table in their order, without `id`. */
export const tables: ReadonlyMap<string, readonly Column[]> = new Map(
  Object.entries({
    ...siteTables,
    ...userTables,
    ...courseTables,
    ...questionTables,
    ...moduleTables,
    ...reportTables,
  }).map(([name, notation]) => [name, parseColumns(notation)]),
);

const unique = [
  'config(name)',
  'config_plugins(plugin,name)',
  'context(contextlevel,instanceid)',
  'files(pathnamehash)',
  'course_sections(course,section)',
  'user_enrolments(enrolid,userid)',
  'grade_grades(userid,itemid)',
  'user(mnethostid,username)',
];
const indexed = [
  'course(category)',
  'course_modules(course)',
  'course_modules(module,instance)',
  'course_modules_completion(coursemoduleid)',
  'enrol(courseid)',
  'user_enrolments(userid)',
  'role_assignments(contextid)',
  'groups(courseid)',
  'groups_members(groupid)',
  'grade_items(courseid)',
  'grade_grades(itemid)',
  'files(contextid)',
  'files(contenthash)',
  'forum_discussions(forum)',
  'forum_posts(discussion)',
  'assign_submission(assignment)',
  'assign_grades(assignment)',
  'quiz_attempts(quiz)',
  'question_attempts(questionusageid)',
  'question_attempt_steps(questionattemptid)',
  'question_attempt_step_data(attemptstepid)',
  'user(lastaccess)',
  'cohort_members(cohortid)',
  'user_info_data(userid)',
];

/** Statements that add what a database built by an earlier version lacks. */
export function missingTables(present: ReadonlySet<string>): string[] {
  const missing = [...tables].filter(([name]) => !present.has(prefix + name));
  return missing.map(([name, columns]) => createTable(prefix + name, columns));
}

/** Every statement that makes an empty database. */
export function schemaStatements(): string[] {
  const index = (kind: string) => (on: string, i: number) =>
    `CREATE ${kind} "${prefix}${kind === 'INDEX' ? 'ix' : 'uq'}_${i}" ON "${prefix}${on.replace('(', '" (')}`;
  return [
    ...[...tables].map(([name, columns]) => createTable(prefix + name, columns)),
    ...unique.map(index('UNIQUE INDEX')),
    ...indexed.map(index('INDEX')),
  ];
}
