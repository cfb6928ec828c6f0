/** What a process that died left behind: puts it back into the queue, or ends it. */
import { endTask, type EndContext } from './end-task.js';
import type { TaskHandler } from './handler.js';
import { readOrder } from './order.js';

/**
 * Finds tasks that an earlier process was running, by its run id: no clock is asked. Must be called before this
 * process runs any, and only while no other process has the data folder.
 * @returns how many were put back to waiting
 */
export async function recoverTasks(
  context: EndContext,
  handlers: ReadonlyMap<string, TaskHandler>,
): Promise<number> {
  const { store, logger } = context;
  const orphans = await store.prisma.task.findMany({ where: { status: 'running' }, orderBy: { id: 'asc' } });
  let requeued = 0;
  for (const row of orphans.filter((task) => task.runId !== store.runId)) {
    const handler = handlers.get(row.type);
    const begun = row.attempts - row.stops;
    if (handler !== undefined && !row.cancelRequested && begun < handler.maxAttempts) {
      await store.prisma.task.updateMany({
        where: { id: row.id, status: 'running', runId: row.runId },
        data: { status: 'waiting', runId: null },
      });
      logger.warn(
        { task_id: row.id, type: row.type, attempts: row.attempts },
        'interrupted task waits again',
      );
      requeued += 1;
      continue;
    }
    const payload = handler && readOrder(context, row, handler);
    const known = payload === undefined ? {} : { handler, payload };
    await endTask(
      context,
      { id: row.id, ...known, from: { status: 'running', runId: row.runId } },
      row.cancelRequested
        ? { status: 'cancelled', error: 'Cancelled.' }
        : {
            status: 'failed',
            error:
              handler === undefined
                ? `This version of the agent cannot do "${row.type}".`
                : `The agent was interrupted in the middle of this task, ${begun} ${begun === 1 ? 'time' : 'times'}: look at the course or the site, then start it again.`,
          },
    );
    logger.error({ task_id: row.id, type: row.type }, 'interrupted task ended');
  }
  return requeued;
}
