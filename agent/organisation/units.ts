/** Departments and positions as the agent's store has them. */
import type { OrgFrameworkKind } from '../../contract/agent/organisation.js';
import type { Prisma, PrismaClient } from '../store/generated/client.js';

/** The store, or a transaction on it. */
export type Store = PrismaClient | Prisma.TransactionClient;
export type StoredFramework = Prisma.OrgFrameworkGetPayload<object>;
export type StoredUnit = Prisma.OrgUnitGetPayload<object>;

/** Levels of a hierarchy at most, the top counted. */
export const MAX_DEPTH = 100;

/** In the order in which they were made, those of departments first. */
export async function readFrameworks(store: Store, kind?: OrgFrameworkKind): Promise<StoredFramework[]> {
  return store.orgFramework.findMany({ where: { kind }, orderBy: [{ kind: 'asc' }, { id: 'asc' }] });
}

/** All units of a framework, parents before children, siblings in their order. */
export async function readUnits(store: Store, frameworkId: number): Promise<StoredUnit[]> {
  const units = await store.orgUnit.findMany({
    where: { frameworkId },
    orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }],
  });
  const below = groupByParent(units);
  const ordered: StoredUnit[] = [];
  const open = [...(below.get(null) ?? [])].reverse();
  for (let unit = open.pop(); unit !== undefined; unit = open.pop()) {
    ordered.push(unit);
    open.push(...[...(below.get(unit.id) ?? [])].reverse());
  }
  return ordered;
}

function groupByParent(units: readonly StoredUnit[]): Map<number | null, StoredUnit[]> {
  const groups = new Map<number | null, StoredUnit[]>();
  for (const unit of units) {
    const group = groups.get(unit.parentId);
    if (group) group.push(unit);
    else groups.set(unit.parentId, [unit]);
  }
  return groups;
}
