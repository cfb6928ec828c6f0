/** Moodle's standard roles, with the ids that a new Moodle gives them. */
import type { SampleSql } from '../sql.js';

const standard: readonly [shortname: string, levels: readonly number[]][] = [
  ['manager', [10, 40, 50]],
  ['coursecreator', [10, 40]],
  ['editingteacher', [50, 70]],
  ['teacher', [50, 70]],
  ['student', [50, 70]],
  ['guest', []],
  ['user', []],
  ['frontpage', []],
];

export const roleIds = { manager: 1, editingteacher: 3, teacher: 4, student: 5 } as const;

/** Roles are named by their archetype: Moodle shows its own word for an empty name. */
export function buildRoles(sql: SampleSql): void {
  standard.forEach(([shortname, levels], i) => {
    const id = sql.insert('role', { shortname, archetype: shortname, sortorder: i + 1 });
    for (const contextlevel of levels) sql.insert('role_context_levels', { roleid: id, contextlevel });
  });
}
