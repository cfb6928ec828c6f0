/** Writes what was planned, in the transaction that the plan was made in. */
import type { Store } from '../units.js';
import type { IncomingUnit, PlannedUnit } from './unit-plan.js';

const BATCH = 1000;

/** Makes the units that are to be created, level by level, and notes their ids in the plan. */
export async function writeUnits(
  store: Store,
  frameworkId: number,
  plan: readonly PlannedUnit[],
  signal: AbortSignal,
): Promise<void> {
  const last = await store.orgUnit.aggregate({ where: { frameworkId }, _max: { sortOrder: true } });
  // Siblings keep the order of their lines; it also tells the new rows apart.
  let order = last._max.sortOrder ?? 0;
  const created = plan.filter(({ outcome }) => outcome === 'created');
  const orders = new Map(
    [...created].sort((a, b) => a.unit.line - b.unit.line).map((planned) => [planned, (order += 1)]),
  );
  for (const level of byDepth(created)) {
    for (let at = 0; at < level.length; at += BATCH) {
      signal.throwIfAborted();
      const part = level.slice(at, at + BATCH);
      const data = part.map((planned) => ({
        parentId: planned.below === null ? planned.parentId : planned.below.targetId,
        ...planned.unit,
        sortOrder: orders.get(planned)!,
      }));
      const rows = await insertUnits(store, frameworkId, data);
      const ids = new Map(rows.map(({ id, sortOrder }) => [Number(sortOrder), Number(id)]));
      for (const planned of part) planned.targetId = ids.get(orders.get(planned)!)!;
    }
  }
}

type NewUnit = Omit<IncomingUnit, 'line' | 'sourceId' | 'key' | 'parentKey'> & {
  parentId: number | null;
  sortOrder: number;
};

/** The client's own `createManyAndReturn` takes ten times as long, and nothing else of the agent reaches its store meanwhile. */
function insertUnits(
  store: Store,
  frameworkId: number,
  units: readonly NewUnit[],
): Promise<{ id: number; sortOrder: number }[]> {
  return store.$queryRaw`
    INSERT INTO "OrgUnit" ("frameworkId", "parentId", "name", "idnumber", "description", "descriptionFormat",
      "globalManager", "departmentManager", "sortOrder")
    SELECT ${frameworkId}, value ->> 'parentId', value ->> 'name', value ->> 'idnumber', value ->> 'description',
      value ->> 'descriptionFormat', value ->> 'globalManager', value ->> 'departmentManager', value ->> 'sortOrder'
    FROM json_each(${JSON.stringify(units)})
    RETURNING "id", "sortOrder"`;
}

function byDepth(plan: readonly PlannedUnit[]): PlannedUnit[][] {
  const levels: PlannedUnit[][] = [];
  for (const planned of plan) (levels[planned.depth] ??= []).push(planned);
  return levels.filter((level) => level !== undefined);
}
