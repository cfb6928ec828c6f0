/** Writes down what changed, in the transaction that changes it. */
import type { PanelEventType } from '../../contract/panel/events.js';
import type { Transaction } from '../db/database.js';

export interface Change {
  type: Exclude<PanelEventType, 'reload'>;
  /** Id of the task, backup, instance, rollout, migration or notification; of the instance for `courses.synced`, `plugins.synced`
   * and `preset.updated`, of the task for `update_request.updated`. */
  id: number;
}

/** Any number, the same in every panel. */
const EVENT_LOCK = 7_315_003;

/**
 * Call it last in the transaction. Sequences count without regard to commits, so that a reader could pass over an id
 * whose transaction ends late; the lock, held to the end, makes ids appear in their order.
 */
export async function recordChanges(tx: Transaction, changes: Change[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(${EVENT_LOCK})::text`;
  await tx.event.createMany({ data: changes.map(({ type, id }) => ({ type, subjectId: id })) });
}
