/**
 * Sends an order and writes down what came of it. The rows stand before the request leaves; whoever finds them unsent,
 * this process or another after a crash, sends the same request with the same key.
 */
import { AgentError } from '../agents/agent-error.js';
import type { PanelContext } from '../context.js';
import type { Instance, Task } from '../db/generated/client.js';
import { recordChanges, type Change } from '../events/record.js';
import { addressOf } from '../instances/service.js';
import { applyHeld } from './held.js';
import { isOrderedType } from './outcome.js';
import type { OrderReply } from './sender.js';
import { senders } from './senders.js';
import { taskChanges } from './task-changes.js';
import { openStates } from './states.js';

/** Milliseconds before an order without an answer is sent the first time again. */
const RESEND_AFTER = 2000;

/** Milliseconds for which an order belongs to who is sending it; longer than the request may take. */
export const ORDER_LEASE = 45_000;

/**
 * Sends the request of these tasks once.
 * @param tasks all rows of one request key in the order of their ids, ended ones too: the request must stay the same
 * @returns what the site refused
 * @throws AgentError; the rows are as they were
 */
export async function sendOrder(
  panel: PanelContext,
  instance: Pick<Instance, 'url' | 'sealedKey'>,
  tasks: Task[],
): Promise<OrderReply> {
  const type = tasks[0]?.type ?? '';
  if (!isOrderedType(type)) throw new Error(`Tasks of type ${type} cannot be ordered.`);
  const requestKey = tasks[0]?.requestKey ?? '';
  const reply = await senders[type](panel, addressOf(panel, instance), tasks, requestKey);
  if (reply.accepted.some(({ jobId }) => jobId !== null && jobId > 2_147_483_647)) {
    throw new AgentError('bad_reply', 'The site named an impossible job id.', 'Look at the agent’s log.');
  }
  await noteAccepted(panel, tasks, reply);
  return reply;
}

/** Job ids, and results that were there before them, in one transaction. */
async function noteAccepted(panel: PanelContext, tasks: Task[], reply: OrderReply): Promise<void> {
  const now = panel.clock();
  await panel.prisma.$transaction(
    async (tx) => {
      const changes: Change[] = [];
      for (const { taskId, jobId } of reply.accepted) {
        const task = tasks.find((row) => row.id === taskId);
        if (!task) continue;
        // A result matched by its course may have ended the task already; its job id is still worth knowing.
        await tx.task.updateMany({
          where: { id: taskId },
          data: { moodleJobId: jobId, orderState: 'accepted', orderLease: null, nextPollAt: soon(now) },
        });
        if (jobId !== null) changes.push(...(await applyHeld(panel, tx, task, jobId)));
        changes.push(...taskChanges(task));
      }
      const instanceId = tasks[0]?.instanceId;
      if (instanceId !== undefined) changes.push({ type: 'instance.updated', id: instanceId });
      await recordChanges(tx, changes);
    },
    { timeout: 60_000 },
  );
}

/** The first look at a task: a small course is backed up in less than a second. */
function soon(now: Date): Date {
  return new Date(now.getTime() + 1000);
}

/**
 * After a first sending that failed: an answer that did not come is found out by the worker, and an order that the site
 * has refused is withdrawn.
 * @throws the failure, unless the site may have begun
 */
export async function settleFailure(panel: PanelContext, tasks: Task[], failure: unknown): Promise<void> {
  // A fault of our own says nothing of the site: the rows stay, and the worker sends them again.
  if (!(failure instanceof AgentError)) throw failure;
  const ids = tasks.map((task) => task.id);
  if (!failure.outcomeUnknown) {
    await withdraw(panel, ids);
    throw failure;
  }
  panel.logger.warn({ tasks: ids, reason: failure.message }, 'order without an answer');
  await leaveToWorker(panel, tasks, RESEND_AFTER);
}

/** Leaves an order whose answer did not come to the worker, which asks again after `wait` milliseconds. */
export async function leaveToWorker(panel: PanelContext, tasks: Task[], wait: number): Promise<void> {
  const ids = tasks.map((task) => task.id);
  await panel.prisma.$transaction(async (tx) => {
    await tx.task.updateMany({
      where: { id: { in: ids }, orderState: 'unsent', status: { in: openStates } },
      data: { orderLease: new Date(panel.clock().getTime() + wait), orderAttempts: { increment: 1 } },
    });
    await recordChanges(
      tx,
      tasks.flatMap((task) => taskChanges(task)),
    );
  });
}

/** Removes rows of an order that nobody has seen and the site has refused. */
export async function withdraw(panel: PanelContext, taskIds: number[]): Promise<void> {
  await panel.prisma.$transaction(async (tx) => {
    const where = { id: { in: taskIds }, orderState: 'unsent', status: { in: openStates } };
    const rows = await tx.task.findMany({ where, select: { id: true } });
    // A backup goes with the task that was to make it.
    await tx.task.deleteMany({ where: { id: { in: rows.map((row) => row.id) } } });
  });
}
