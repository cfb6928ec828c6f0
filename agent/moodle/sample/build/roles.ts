/** Moodle's standard roles, with the ids that a new Moodle gives them. */
import { sampleCapabilities } from '../access/capabilities.js';
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

/** Moodle's CAP_ALLOW. */
const ALLOW = 1;

/** Roles are named by their archetype: Moodle shows its own word for an empty name. */
export function buildRoles(sql: SampleSql, systemContext: number): void {
  standard.forEach(([shortname, levels], i) => {
    const id = sql.insert('role', { shortname, archetype: shortname, sortorder: i + 1 });
    for (const contextlevel of levels) sql.insert('role_context_levels', { roleid: id, contextlevel });
    for (const [capability, { roles }] of Object.entries(sampleCapabilities)) {
      if (!roles.includes(shortname)) continue;
      sql.insert('role_capabilities', {
        contextid: systemContext,
        roleid: id,
        capability,
        permission: ALLOW,
      });
    }
  });
}
