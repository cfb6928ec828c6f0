/** What of a course goes into an archive, or comes out of it. */
import type { CopyOptionName, CopyOptions } from '../../../../contract/agent/course-copies.js';
import type { Row } from '../sql.js';
import type { RowSource } from './node.js';

/** Each of Moodle's options that is on or off; enrolments go by methods, which may be brought along without people. */
export type Included = Readonly<Record<Exclude<CopyOptionName, 'enrolments'> | 'enrolmentMethods', boolean>>;

/** A backup as the agent keeps it; logs and grade histories can be many times the course. */
export const everything: Included = {
  activities: true,
  blocks: true,
  filters: true,
  users: true,
  enrolmentMethods: true,
  role_assignments: true,
  comments: true,
  userscompletion: true,
  logs: false,
  grade_histories: false,
};

/** As Moodle reads the options: what is somebody's goes only with users, a grade's history only with its activity. */
export function includedBy(options: CopyOptions): Included {
  const users = options.users === 1;
  const activities = options.activities === 1;
  return {
    activities,
    blocks: options.blocks === 1,
    filters: options.filters === 1,
    users,
    enrolmentMethods: options.enrolments === 2 || (options.enrolments === 1 && users),
    role_assignments: users && options.role_assignments === 1,
    comments: users && options.comments === 1,
    userscompletion: users && options.userscompletion === 1,
    logs: users && options.logs === 1,
    grade_histories: users && activities && options.grade_histories === 1,
  };
}

const optionOf: Readonly<Record<string, keyof Included>> = {
  role_assignments: 'role_assignments',
  comments: 'comments',
  course_modules_completion: 'userscompletion',
  course_modules_viewed: 'userscompletion',
  course_completions: 'userscompletion',
  course_completion_crit_compl: 'userscompletion',
  logstore_standard_log: 'logs',
  grade_grades_history: 'grade_histories',
  block_instances: 'blocks',
  filter_active: 'filters',
};

/** Whether rows of a table are left out altogether. */
export function leavesOut(included: Included, { table }: RowSource): boolean {
  const option = optionOf[table];
  return option !== undefined && !included[option];
}

/** Whether the row is somebody's, and people are left out. */
export const isSomebodys = (included: Included, { refs }: RowSource, row: Row): boolean =>
  !included.users && refs?.userid === 'user' && Number(row.userid ?? 0) > 0;
