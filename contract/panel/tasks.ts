/** A task: one piece of long work ordered from one agent and followed to its end. */
import { z } from 'zod';
import { taskType } from '../agent/tasks.js';
import { id, list, listQuery, timestamp } from './common.js';

/** `pending`: ordered or waiting at the agent. The last three are ends and never change again. */
export const taskState = z.enum(['pending', 'running', 'succeeded', 'failed', 'cancelled']);
export type TaskState = z.infer<typeof taskState>;

/** How the panel learned of the end. */
export const resultSource = z.enum(['callback', 'poll', 'sync', 'request', 'panel']);

export const task = z.object({
  id,
  /** The same as `id`, so that every reply that starts work names the task alike. */
  task_id: id,
  instance_id: id,
  instance_name: z.string(),
  type: taskType,
  status: taskState,
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  message: z.string().nullable(),
  error: z.string().nullable(),
  moodle_job_id: z.int().nullable(),
  course_id: z.int().nullable(),
  course_name: z.string().nullable(),
  backup_id: id.nullable(),
  /** The request whose change of a site’s code this is. */
  update_request_id: id.nullable(),
  /** Only asks what such a change would do. */
  dry_run: z.boolean(),
  result_source: resultSource.nullable(),
  created_by: z.string().nullable(),
  created_at: timestamp,
  /** As well as it is known: from the agent, or the last look or the order before it. Null only if it never ran. */
  started_at: timestamp.nullable(),
  finished_at: timestamp.nullable(),
});
export type Task = z.infer<typeof task>;

export const taskListQuery = listQuery.extend({
  instance_id: z.coerce.number().int().positive().optional(),
  status: taskState.optional(),
  type: taskType.optional(),
});
export const taskList = list(task);

/** GET `/tasks/{id}/log?after=`. */
export const taskLogQuery = z.object({ after: z.coerce.number().int().nonnegative().default(0) });
export const taskLog = z.object({
  lines: z.array(z.object({ n: z.int(), at: timestamp.nullable(), text: z.string() })),
  last: z.int(),
  finished: z.boolean(),
});
export type TaskLog = z.infer<typeof taskLog>;
