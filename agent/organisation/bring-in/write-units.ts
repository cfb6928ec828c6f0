/** Writes what was planned, in the transaction that the plan was made in. */
import type { Store } from '../units.js';
import type { PlannedUnit } from './unit-plan.js';

/** SQLite takes 32,766 values in a statement; a unit has nine. */
const BATCH = 500;

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
        frameworkId,
        parentId: planned.below === null ? planned.parentId : planned.below.targetId,
        name: planned.unit.name,
        idnumber: planned.unit.idnumber,
        description: planned.unit.description,
        descriptionFormat: planned.unit.descriptionFormat,
        globalManager: planned.unit.globalManager,
        departmentManager: planned.unit.departmentManager,
        sortOrder: orders.get(planned)!,
      }));
      const rows = await store.orgUnit.createManyAndReturn({ data, select: { id: true, sortOrder: true } });
      const ids = new Map(rows.map(({ id, sortOrder }) => [sortOrder, id]));
      for (const planned of part) planned.targetId = ids.get(orders.get(planned)!)!;
    }
  }
}

function byDepth(plan: readonly PlannedUnit[]): PlannedUnit[][] {
  const levels: PlannedUnit[][] = [];
  for (const planned of plan) (levels[planned.depth] ??= []).push(planned);
  return levels.filter((level) => level !== undefined);
}
