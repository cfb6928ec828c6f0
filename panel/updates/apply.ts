/** Writes the end of a request's task down in the request and its items. */
import type { Transaction } from '../db/database.js';
import type { Prisma } from '../db/generated/client.js';
import { type Task, type UpdateItem } from '../db/generated/client.js';
import type { ChangedItem } from '../tasks/change-outcome.js';
import type { Outcome } from '../tasks/outcome.js';

/**
 * A success that says nothing of some item is none.
 * @returns the outcome as it counts
 */
export async function completeOutcome(tx: Transaction, taskId: number, outcome: Outcome): Promise<Outcome> {
  if (outcome.status !== 'succeeded' || !outcome.changes) return outcome;
  const request = await tx.updateRequest.findUnique({ where: { taskId }, include: { items: true } });
  const open = new Set(request?.items);
  for (const result of outcome.changes.items) {
    const item = findItem([...open], result, request?.items.length ?? 0);
    if (item) open.delete(item);
  }
  if (open.size === 0) return outcome;
  const error = `The site told of ${outcome.changes.items.length} changes only: nothing of ${open.size} others.`;
  return { status: 'failed', error, changes: outcome.changes };
}

/** Called once for each task, in the transaction that ends it. A real change has the site read at once. */
export async function writeUpdate(
  tx: Transaction,
  task: Pick<Task, 'id' | 'instanceId'>,
  outcome: Outcome,
  now: Date,
): Promise<void> {
  const request = await tx.updateRequest.findUnique({
    where: { taskId: task.id },
    include: { items: { orderBy: { id: 'asc' } } },
  });
  if (!request) return;
  const changes = outcome.status === 'cancelled' ? undefined : outcome.changes;
  if (changes?.report) {
    await tx.updateRequest.update({ where: { id: request.id }, data: { report: changes.report } });
  }
  const open = new Set(request.items);
  for (const result of changes?.items ?? []) {
    const item = findItem([...open], result, request.items.length);
    if (!item) continue;
    open.delete(item);
    await tx.updateItem.update({ where: { id: item.id }, data: resultColumns(item, result) });
  }
  if (open.size > 0) {
    await tx.updateItem.updateMany({
      where: { id: { in: [...open].map((item) => item.id) } },
      data: untold(outcome),
    });
  }
  // Only reading it tells what versions a site has now, also after a failure.
  if (!request.dryRun && outcome.status !== 'cancelled') {
    await tx.instance.update({ where: { id: task.instanceId }, data: { syncWantedAt: now } });
  }
}

/** By the panel's number, by the link it was sent, by the component, or because it is the only one. */
function findItem(open: UpdateItem[], result: ChangedItem, count: number): UpdateItem | undefined {
  if (count === 1) return open[0];
  if (result.itemId !== null) return open.find((item) => item.id === result.itemId);
  if (result.link !== null) return open.find((item) => item.link === result.link);
  return open.find((item) => item.component !== null && item.component === result.component);
}

function resultColumns(item: UpdateItem, result: ChangedItem): Prisma.UpdateItemUpdateInput {
  return {
    status: result.ok ? 'succeeded' : 'failed',
    error: result.error,
    component: item.component ?? result.component?.slice(0, 100),
    fromVersion: result.fromVersion ?? item.fromVersion,
    toVersion: item.toVersion ?? result.toVersion,
    toRelease: item.toRelease ?? result.toRelease,
    step: result.step,
    reasons: result.reasons,
    warnings: result.warnings,
  };
}

/** Items of which the result says nothing. */
function untold(outcome: Outcome): { status: string; error: string | null } {
  if (outcome.status === 'cancelled') return { status: 'cancelled', error: null };
  if (outcome.status === 'failed') {
    return { status: 'failed', error: outcome.changes ? 'The site said nothing of it.' : outcome.error };
  }
  // Well as a whole, such as by a sync that has seen the versions.
  return { status: 'succeeded', error: null };
}
