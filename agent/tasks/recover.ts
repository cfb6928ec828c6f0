/** What a process that died left behind: puts it back into the queue, or ends it. */
import type { Task } from '../store/generated/client.js';
import { endTask, type EndContext } from './end-task.js';
import type { TaskHandler, TaskOutcome } from './handler.js';
import { readOrder } from './order.js';

type Handlers = ReadonlyMap<string, TaskHandler>;

/** Null when the work is to be begun again. */
function endOfOrphan(row: Task, handler: TaskHandler | undefined): TaskOutcome<unknown> | null {
  if (handler === undefined) {
    return { status: 'failed', error: `This version of the agent cannot do "${row.type}".` };
  }
  // What has noted something for its next attempt has something to clean up, which only the handler can.
  if (row.cancelRequested && row.sealedNote === null) return { status: 'cancelled', error: 'Cancelled.' };
  const begun = row.attempts - row.stops;
  if (begun < handler.maxAttempts) return null;
  const times = begun === 1 ? 'once' : `${begun} times`;
  return {
    status: 'failed',
    error: `The agent was interrupted in the middle of this task (${times}): look at the site, then start it again.`,
  };
}

/**
 * Finds tasks that an earlier process was running, by its run id: no clock is asked. Must be called before this
 * process runs any, and only while no other process has the data folder. Ends also what this version cannot do.
 * @returns how many were put back to waiting
 */
export async function recoverTasks(context: EndContext, handlers: Handlers): Promise<number> {
  const { store, logger } = context;
  const running = await store.prisma.task.findMany({ where: { status: 'running' }, orderBy: { id: 'asc' } });
  let requeued = 0;
  for (const row of running.filter((task) => task.runId !== store.runId)) {
    const handler = handlers.get(row.type);
    const outcome = endOfOrphan(row, handler);
    const facts = { task_id: row.id, type: row.type, attempts: row.attempts };
    if (outcome === null) {
      await store.prisma.task.updateMany({
        where: { id: row.id, status: 'running', runId: row.runId },
        data: { status: 'waiting', runId: null },
      });
      logger.warn(facts, 'interrupted task waits again');
      requeued += 1;
    } else {
      const payload = handler && readOrder(context, row, handler);
      const known = payload === undefined ? {} : { handler, payload };
      await endTask(
        context,
        { id: row.id, ...known, from: { status: 'running', runId: row.runId } },
        outcome,
      );
      logger.error(facts, 'interrupted task ended');
    }
  }
  const unknown = await store.prisma.task.findMany({
    where: { status: 'waiting', type: { notIn: [...handlers.keys()] } },
  });
  for (const row of unknown) {
    await endTask(context, { id: row.id, from: { status: 'waiting' } }, endOfOrphan(row, undefined)!);
  }
  return requeued;
}
