/** Orders that were left without an answer: by a broken connection, or by a panel that died in between. */
import { AgentError } from '../agents/agent-error.js';
import type { PanelContext } from '../context.js';
import type { Instance } from '../db/generated/client.js';
import { applyResult } from './apply.js';
import { isChangeType } from './change-types.js';
import { leaveToWorker, sendOrder } from './send.js';
import { isOpen, openStates } from './states.js';

const GIVE_UP_AFTER = 24 * 3_600_000;
/** Nobody expects an update in the middle of the next day. */
const GIVE_UP_CHANGE_AFTER = 3_600_000;
const LONGEST_WAIT = 5 * 60_000;

/**
 * Sends an order again with its first key, so that the agent begins nothing twice. The PHP plugin knows no such keys:
 * there the order is taken as given, and callback or queue tell what came of it.
 */
export async function resendOrder(
  panel: PanelContext,
  instance: Instance,
  requestKey: string,
): Promise<void> {
  const tasks = await panel.prisma.task.findMany({ where: { requestKey }, orderBy: { id: 'asc' } });
  const open = tasks.filter((task) => isOpen(task.status));
  const first = tasks[0];
  if (!first || open.length === 0) return;
  if (instance.agentKind === 'plugin') {
    await panel.prisma.task.updateMany({
      where: { requestKey, status: { in: openStates } },
      data: { orderState: 'accepted', orderLease: null, nextPollAt: panel.clock() },
    });
    return;
  }
  try {
    const reply = await sendOrder(panel, instance, tasks);
    for (const { taskId, message } of reply.refused) {
      await applyResult(panel, taskId, { status: 'failed', error: message }, 'request');
    }
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    const age = panel.clock().getTime() - first.createdAt.getTime();
    const longest = isChangeType(first.type) ? GIVE_UP_CHANGE_AFTER : GIVE_UP_AFTER;
    if (error.kind === 'refused' || error.kind === 'unsupported' || age > longest) {
      const text = `The site did not take the order: ${error.message} ${error.hint}`;
      for (const task of open) {
        await applyResult(panel, task.id, { status: 'failed', error: text }, 'request');
      }
      return;
    }
    await leaveToWorker(panel, open, Math.min(2000 * 2 ** first.orderAttempts, LONGEST_WAIT));
    throw error;
  }
}
