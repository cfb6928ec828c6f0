/** Sums over what became of entities. */
import type { EntityKind, ImportCounts, ImportOutcome } from '../../../contract/agent/migration.js';
import type { MigrationTarget } from '../../../contract/panel/migrations.js';

export type OutcomeCounts = Record<ImportOutcome, number>;

const none: OutcomeCounts = { created: 0, matched: 0, conflict: 0, skipped: 0, failed: 0 };

function add(sum: OutcomeCounts, more: Partial<OutcomeCounts>): OutcomeCounts {
  return {
    created: sum.created + (more.created ?? 0),
    matched: sum.matched + (more.matched ?? 0),
    conflict: sum.conflict + (more.conflict ?? 0),
    skipped: sum.skipped + (more.skipped ?? 0),
    failed: sum.failed + (more.failed ?? 0),
  };
}

/** Over all kinds. */
export function totalOf(counts: ImportCounts): OutcomeCounts {
  return Object.values(counts).reduce<OutcomeCounts>((sum, each) => add(sum, each), none);
}

/** By kind over several targets, in the order given; kinds of which there is nothing are left out. */
export function countsByKind(
  targets: readonly { counts: ImportCounts }[],
  order: readonly EntityKind[],
): [EntityKind, OutcomeCounts][] {
  return order
    .map((kind): [EntityKind, OutcomeCounts] => [
      kind,
      targets.reduce((sum, { counts }) => add(sum, counts[kind] ?? {}), none),
    ])
    .filter(([, counts]) => Object.values(counts).some((value) => value > 0));
}

/** Whether there is something to be tried again at a target: the whole, or rows that its Moodle refused. */
export function mayTryAgain(
  { state, counts, instance_id }: Pick<MigrationTarget, 'state' | 'counts' | 'instance_id'>,
  dry: boolean,
): boolean {
  if (instance_id === null) return false;
  if (state === 'failed' || state === 'cancelled') return true;
  return (
    !dry && state === 'succeeded' && Object.values(counts).some((outcomes) => (outcomes.failed ?? 0) > 0)
  );
}
