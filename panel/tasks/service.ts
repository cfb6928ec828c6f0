/** What operators do with tasks: look, read the log, cancel. */
import type { TaskLog } from '../../contract/panel/tasks.js';
import { AgentError } from '../agents/agent-error.js';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { addressOf, getInstance } from '../instances/service.js';
import { applyResult } from './apply.js';
import { isOpen } from './states.js';
import { taskInclude, type TaskRow } from './view.js';

/** @throws ProblemError 404 */
export async function getTask(panel: PanelContext, id: number): Promise<TaskRow> {
  const row = await panel.prisma.task.findUnique({ where: { id }, include: taskInclude });
  if (!row) throw notFound('Task', id);
  return row;
}

/**
 * The log lies at the agent; of a site with the PHP plugin there is only what the panel itself knows.
 * @throws AgentError when the agent cannot be asked
 */
export async function readLog(panel: PanelContext, id: number, after: number): Promise<TaskLog> {
  const task = await getTask(panel, id);
  const instance = await getInstance(panel, task.instanceId);
  const ended = !isOpen(task.status);
  if (!instance.features.includes('tasks.log') || task.moodleJobId === null) return ownLines(task, after);
  try {
    const reply = await panel.agents.taskLog(addressOf(panel, instance), task.moodleJobId, after);
    return {
      lines: reply.lines.map((line) => ({
        n: line.n,
        at: new Date(line.at * 1000).toISOString(),
        text: line.text,
      })),
      last: reply.last,
      finished: reply.finished,
    };
  } catch (error) {
    // An agent whose store is gone knows the task no longer; what the panel knows is still worth reading.
    if (error instanceof AgentError && error.kind !== 'unreachable' && ended) return ownLines(task, after);
    throw error;
  }
}

function ownLines(task: TaskRow, after: number): TaskLog {
  const lines = [
    { at: task.createdAt, text: `Ordered by ${task.createdBy ?? 'the panel'}.` },
    ...(task.startedAt ? [{ at: task.startedAt, text: 'Started at the site.' }] : []),
    ...(task.message ? [{ at: task.finishedAt, text: task.message }] : []),
    ...(task.error ? [{ at: task.finishedAt, text: task.error }] : []),
  ].map((line, index) => ({ n: index + 1, at: line.at?.toISOString() ?? null, text: line.text }));
  return {
    lines: lines.filter((line) => line.n > after),
    last: lines.length,
    finished: !isOpen(task.status),
  };
}

/**
 * @throws ProblemError 409 for a task that has ended or cannot be stopped now, 501 for a site that cannot cancel
 */
export async function cancelTask(panel: PanelContext, who: Principal, id: number): Promise<void> {
  const task = await getTask(panel, id);
  if (!isOpen(task.status)) {
    throw new ProblemError(409, 'Ended already', { detail: `The task has ended: ${task.status}.` });
  }
  const instance = await getInstance(panel, task.instanceId);
  if (!instance.features.includes('tasks.cancel')) {
    throw new ProblemError(501, 'Not offered', {
      detail: 'The plugin of this site cannot cancel tasks.',
      hint: 'Wait for its end, or delete the adhoc task in Moodle.',
    });
  }
  if (task.moodleJobId === null) {
    throw new ProblemError(409, 'Not yet', {
      detail: 'The site has not confirmed the order yet.',
      hint: 'Try again in a moment.',
    });
  }
  const reply = await panel.agents.cancelTask(addressOf(panel, instance), task.moodleJobId);
  await audit(panel, who, {
    action: 'task.cancel',
    instanceId: task.instanceId,
    target: `task ${id}`,
    detail: reply.status,
  });
  if (reply.status === 'cancelled') {
    await applyResult(panel, id, { status: 'cancelled', error: `Cancelled by ${who.actor}.` }, 'request');
  } else if (reply.status === 'waiting' || reply.status === 'running') {
    // It stops where that is safe; the next look says whether it did.
    await panel.prisma.task.update({
      where: { id },
      data: { message: reply.message, nextPollAt: panel.clock() },
    });
  }
}
