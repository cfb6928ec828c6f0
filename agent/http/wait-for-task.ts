/** Waits for a task's end on behalf of a request whose sender cannot be called back. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Request } from 'express';
import type { AgentContext } from '../context.js';
import type { TaskView } from '../tasks/task-view.js';
import { ApiError } from './errors.js';

const EVERY = 100;

/**
 * The task as it ended. It goes on when the sender hangs up.
 * @throws ApiError 408 when nobody waits any more
 */
export async function waitForTask(
  { tasks }: Pick<AgentContext, 'tasks'>,
  req: Request,
  id: number,
): Promise<TaskView> {
  for (;;) {
    const task = await tasks.get(id);
    if (task === null) throw new ApiError(500, 'Internal error.');
    if (task.status !== 'waiting' && task.status !== 'running') return task;
    if (req.socket.destroyed)
      throw new ApiError(408, `Nobody waited for the end: ask /tasks/check for task ${id}.`);
    await pause(EVERY);
  }
}
