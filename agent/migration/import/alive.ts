/** Which entities of this site are still there. */
import type { EntityKind } from '../../../contract/agent/migration.js';
import type { AgentContext } from '../../context.js';
import type { Alive } from './id-map.js';

/** Moodle's tables of those kinds that have ids. */
const tables: Partial<Record<EntityKind, string>> = {
  profilefields: 'user_info_field',
  coursecategories: 'course_categories',
  users: 'user',
  cohorts: 'cohort',
  courses: 'course',
  reports: 'reportbuilder_report',
  certificates: 'tool_certificate_templates',
};

export function aliveOn({ site, store }: Pick<AgentContext, 'site' | 'store'>): Alive {
  const { prisma } = store;
  const among = (ids: readonly number[]) => ({ where: { id: { in: [...ids] } }, select: { id: true } });
  const inStore: Partial<Record<EntityKind, (ids: readonly number[]) => Promise<{ id: number }[]>>> = {
    departmentframeworks: (ids) => prisma.orgFramework.findMany(among(ids)),
    positionframeworks: (ids) => prisma.orgFramework.findMany(among(ids)),
    departments: (ids) => prisma.orgUnit.findMany(among(ids)),
    positions: (ids) => prisma.orgUnit.findMany(among(ids)),
    jobs: (ids) => prisma.orgJob.findMany(among(ids)),
  };
  return async (kind, ids) => {
    const stored = inStore[kind];
    if (stored !== undefined) return new Set((await stored(ids)).map(({ id }) => id));
    const table = tables[kind];
    if (table === undefined || ids.length === 0 || (await site.database.columns(table)).length === 0)
      return new Set();
    let query = site.database.db.selectFrom(table).select('id').where('id', 'in', ids.map(String));
    if (table === 'user') query = query.where('deleted', '=', '0');
    return new Set((await query.execute()).map(({ id }) => Number(id)));
  };
}
