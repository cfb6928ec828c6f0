/** Orders changes of many sites, each for itself. */
import { AgentError } from '../agents/agent-error.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import type { Task } from '../db/generated/client.js';
import { toProblem } from '../http/errors.js';
import { readyInstance } from '../instances/ready.js';
import { sendOrder, settleFailure } from '../tasks/send.js';
import { insertRequest } from './insert.js';
import type { UpdateOrder, UpdatesOrdered } from './order-form.js';
import { requireOffered } from './offered.js';

/** Orders on their way at the same time. */
const AT_ONCE = 16;
/** Milliseconds after which the rest of the orders is left to the worker, which sends them at once and as carefully. */
const SEND_HERE_FOR = 20_000;

/**
 * Sends each site its order. Sites are independent: one that refuses, cannot be reached or is being changed already
 * stands in `refused` and holds up no other; one whose answer did not come is taken as ordered and followed.
 * @param sendHereFor milliseconds after which the rest is left to the worker
 */
export async function orderUpdates(
  panel: PanelContext,
  who: Pick<Principal, 'actor' | 'ip'>,
  orders: UpdateOrder[],
  sendHereFor = SEND_HERE_FOR,
): Promise<UpdatesOrdered> {
  const result: UpdatesOrdered = { ordered: [], refused: [] };
  const waiting = [...orders];
  const until = Date.now() + sendHereFor;
  const lane = async () => {
    for (let order = waiting.shift(); order; order = waiting.shift()) {
      const { instanceId } = order;
      try {
        const requestId = await place(panel, who, order, Date.now() < until);
        result.ordered.push({ instanceId, requestId });
      } catch (error) {
        const problem = toProblem(error);
        // A fault of the panel itself must not end in the middle of the list, nor be kept from its log.
        if (problem.status === 500)
          panel.logger.error({ err: error, instance: instanceId }, 'update not ordered');
        const said = problem.message.replace(/([^.!?])$/, '$1.');
        const message = [said, problem.extras.hint].filter(Boolean).join(' ');
        result.refused.push({ instanceId, status: problem.status, message });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, orders.length) }, lane));
  return result;
}

/**
 * @param sendNow false leaves the sending to the worker
 * @returns the request's id
 * @throws ProblemError, AgentError: nothing was begun
 */
async function place(
  panel: PanelContext,
  who: Pick<Principal, 'actor' | 'ip'>,
  order: UpdateOrder,
  sendNow: boolean,
): Promise<number> {
  const instance = await readyInstance(panel, order.instanceId);
  requireOffered(instance, order);
  const { requestId, task } = await insertRequest(panel, who, instance, order, sendNow);
  if (sendNow) await send(panel, instance, task);
  return requestId;
}

async function send(
  panel: PanelContext,
  instance: { url: string; sealedKey: string },
  task: Task,
): Promise<void> {
  try {
    const { refused } = await sendOrder(panel, instance, [task]);
    if (refused[0]) throw new AgentError('refused', refused[0].message, '', refused[0].status);
  } catch (error) {
    await settleFailure(panel, [task], error);
  }
}
