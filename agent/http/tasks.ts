/** `/tasks…`: what became of long work. */
import { Router } from 'express';
import {
  TaskCheckStatus,
  taskCancelRequest,
  taskCheckQuery,
  taskListQuery,
  taskLogQuery,
  type AgentTask,
  type TaskCancelReply,
  type TaskCheckReply,
  type TaskListReply,
  type TaskLogReply,
  type TaskStatus,
} from '../../contract/agent/tasks.js';
import { unixTime } from '../../runtime/unix-time.js';
import type { AgentContext } from '../context.js';
import type { CancelOutcome } from '../tasks/queue.js';
import type { TaskView } from '../tasks/task-view.js';
import { ApiError } from './errors.js';
import { parseBody, parseQuery } from './json-body.js';

/** Lines of the log that `/tasks/check` shows. */
const LOG_TAIL = 20;

const checkStatus: Record<TaskStatus, TaskCheckReply['status']> = {
  waiting: TaskCheckStatus.open,
  running: TaskCheckStatus.open,
  succeeded: TaskCheckStatus.finished,
  failed: TaskCheckStatus.failed,
  cancelled: TaskCheckStatus.failed,
};

const cancelMessages: Record<CancelOutcome, string> = {
  cancelled: 'The task was cancelled.',
  stopping: 'The task is being stopped.',
  refused: 'This task cannot be stopped safely once it has begun.',
  ended: 'The task has ended already.',
};

const secondsOrNull = (date: Date | null) => date && unixTime(date);

function agentTask(task: TaskView): AgentTask {
  return {
    id: task.id,
    type: task.type,
    status: task.status,
    progress: task.progress,
    message: task.message,
    error: task.error,
    attempts: task.attempts,
    created_at: unixTime(task.createdAt),
    started_at: secondsOrNull(task.startedAt),
    finished_at: secondsOrNull(task.finishedAt),
  };
}

export function tasksRouter({ tasks }: AgentContext): Router {
  const router = Router();

  router.get('/tasks/check', async (req, res) => {
    // The reference's words for what is missing, in its order.
    if (!req.query.id) throw new ApiError(400, 'Id not specified.');
    if (!req.query.type) throw new ApiError(400, 'Type not specified.');
    const { id, type } = parseQuery(req, taskCheckQuery);
    const task = await tasks.get(id);
    if (task === null || task.type !== type) {
      res.json({ status: TaskCheckStatus.unknown, error: '' } satisfies TaskCheckReply);
      return;
    }
    const log = await tasks.logTail(id, LOG_TAIL);
    const reply: TaskCheckReply = {
      status: checkStatus[task.status],
      error: task.error ?? '',
      progress: task.progress,
      message: task.message,
      started_at: secondsOrNull(task.startedAt),
      finished_at: secondsOrNull(task.finishedAt),
      log: log.map((line) => line.text),
      state: task.status,
      result: task.result,
    };
    res.json(reply);
  });

  router.get('/tasks', async (req, res) => {
    const query = parseQuery(req, taskListQuery);
    const found = await tasks.list({ ...query, limit: query.limit + 1 });
    const page = found.slice(0, query.limit);
    const next = found.length > query.limit ? page.at(-1)!.id : null;
    res.json({ tasks: page.map(agentTask), next } satisfies TaskListReply);
  });

  router.get('/tasks/log', async (req, res) => {
    if (!req.query.id) throw new ApiError(400, 'Id not specified.');
    const { id, after } = parseQuery(req, taskLogQuery);
    const log = await tasks.log(id, after);
    if (log === null) throw new ApiError(404, 'Task not found.');
    const lines = log.lines.map(({ n, at, text }) => ({ n, at: unixTime(at), text }));
    res.json({ lines, last: log.last, finished: log.finished } satisfies TaskLogReply);
  });

  router.post('/tasks/cancel', async (req, res) => {
    const { id } = parseBody(req, taskCancelRequest);
    const cancelled = await tasks.cancel(id);
    if (cancelled === null) throw new ApiError(404, 'Task not found.');
    const { outcome, task } = cancelled;
    if (outcome === 'refused') throw new ApiError(409, cancelMessages.refused);
    res.json({ id, status: task.status, message: cancelMessages[outcome] } satisfies TaskCancelReply);
  });

  return router;
}
