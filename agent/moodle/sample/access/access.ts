/** What the sample lets its users do: Moodle's rules for roles, without guests, overrides by groups, and switched roles. */
import type { AccessBridge, CapabilityQuestion, ContextPlace } from '../../access-bridge.js';
import { BridgeError } from '../../bridge.js';
import { contextLevel } from '../course/context.js';
import type { SampleLayout } from '../layout.js';
import { SampleSql } from '../sql.js';
import { sampleCapabilities } from './capabilities.js';

/** Moodle's CAP_ALLOW and CAP_PROHIBIT. */
const ALLOW = 1;
const PROHIBIT = -1000;

export const sampleAccess = (layout: SampleLayout): AccessBridge => ({
  async access({ userId, questions }) {
    const sql = new SampleSql(layout.database);
    try {
      const user = sql.first('user', { id: userId, deleted: 0, suspended: 0 });
      if (user === undefined) throw new BridgeError('not-found', `There is no user ${userId}.`);
      return questions.map((question) => allowed(sql, userId, question));
    } finally {
      sql.close();
    }
  },
  capabilityNames: async (capabilities) =>
    capabilities.map((capability) => sampleCapabilities[capability]?.name ?? capability),
});

const setting = (sql: SampleSql, name: string) => String(sql.first('config', { name })?.value ?? '');

function allowed(sql: SampleSql, userId: number, { capability, place }: CapabilityQuestion): boolean {
  if (!Object.hasOwn(sampleCapabilities, capability)) return false;
  const path = contextPath(sql, place);
  if (path === null) return false;
  if (setting(sql, 'siteadmins').split(',').includes(String(userId))) return true;
  const permissions = rolesIn(sql, userId, path).map((role) => permission(sql, role, capability, path));
  // One role's prohibition is final, else one role that allows is enough.
  return !permissions.includes(PROHIBIT) && permissions.includes(ALLOW);
}

/** The contexts from the whole site down to the place; null where that is not there. */
function contextPath(sql: SampleSql, place: ContextPlace): number[] | null {
  const context =
    place.level === 'system'
      ? sql.first('context', { contextlevel: contextLevel.system })
      : sql.first('context', {
          contextlevel: contextLevel[place.level === 'coursecat' ? 'category' : place.level],
          instanceid: place.id,
        });
  return context === undefined ? null : String(context.path).split('/').filter(Boolean).map(Number);
}

/** Given to the user there or above, and what everybody is who has signed in. */
function rolesIn(sql: SampleSql, userid: number, path: readonly number[]): number[] {
  const given = sql
    .select('role_assignments', { userid })
    .filter(({ contextid }) => path.includes(Number(contextid)))
    .map(({ roleid }) => Number(roleid));
  return [...new Set([...given, Number(setting(sql, 'defaultuserroleid'))])];
}

/** What a role says of a capability: the word that is nearest to the place, but a prohibition from wherever. */
function permission(sql: SampleSql, roleid: number, capability: string, path: readonly number[]): number {
  const said = sql
    .select('role_capabilities', { roleid, capability })
    .filter(({ contextid }) => path.includes(Number(contextid)))
    .sort((a, b) => path.indexOf(Number(b.contextid)) - path.indexOf(Number(a.contextid)));
  if (said.some((row) => Number(row.permission) === PROHIBIT)) return PROHIBIT;
  return Number(said[0]?.permission ?? 0);
}
