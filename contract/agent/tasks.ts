/** The agent's task queue as the wire sees it (`agent-api.md`, "Long work"). */
import { z } from 'zod';
import { numericId, unixSeconds } from './common.js';

export const taskTypes = [
  'backup_course',
  'backup_course_restore',
  'backup_course_delete',
  'plugins_update',
  'plugins_install_zip',
  'plugin_uninstall',
  'core_update',
  'admin_presets_create',
  'course_restore',
  'course_duplicate',
  'migration_export',
  'migration_import',
] as const;
export const taskType = z.enum(taskTypes);
export type TaskType = z.infer<typeof taskType>;

/** States in words. `waiting` and `running` are open; the other three are ends and never change again. */
export const taskStatus = z.enum(['waiting', 'running', 'succeeded', 'failed', 'cancelled']);
export type TaskStatus = z.infer<typeof taskStatus>;

/** The numbers of GET `/tasks/check`. */
export const TaskCheckStatus = { finished: 1, open: 2, failed: 3, unknown: 4 } as const;

export const taskCheckQuery = z.object({
  id: numericId,
  type: taskType,
});

/**
 * Reply of GET `/tasks/check`. `status` and `error` are the reference's; the PHP plugin sends only these two.
 * `result` is ours: what the task's callback said, so that a panel that lost the callback can still apply it.
 */
export const taskCheckReply = z.object({
  status: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  error: z.string().nullable(),
  progress: z.number().min(0).max(1).nullish(),
  message: z.string().nullish(),
  started_at: unixSeconds.nullish(),
  finished_at: unixSeconds.nullish(),
  log: z.array(z.string()).nullish(),
  state: taskStatus.nullish(),
  result: z.record(z.string(), z.unknown()).nullish(),
});
export type TaskCheckReply = z.infer<typeof taskCheckReply>;

export const agentTask = z.object({
  id: z.int(),
  type: taskType,
  status: taskStatus,
  progress: z.number().min(0).max(1),
  message: z.string(),
  error: z.string().nullable(),
  attempts: z.int(),
  created_at: unixSeconds,
  started_at: unixSeconds.nullable(),
  finished_at: unixSeconds.nullable(),
});
export type AgentTask = z.infer<typeof agentTask>;

/** GET `/tasks?limit=&before=&status=`, newest first. */
export const taskListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.coerce.number().int().positive().optional(),
  status: taskStatus.optional(),
});
export const taskListReply = z.object({ tasks: z.array(agentTask), next: z.int().nullable() });
export type TaskListReply = z.infer<typeof taskListReply>;

/** GET `/tasks/log?id=&after=`: the lines after line number `after`. */
export const taskLogQuery = z.object({
  id: numericId,
  after: z.coerce.number().int().nonnegative().default(0),
});
export const taskLogReply = z.object({
  lines: z.array(z.object({ n: z.int(), at: unixSeconds, text: z.string() })),
  last: z.int(),
  finished: z.boolean(),
});
export type TaskLogReply = z.infer<typeof taskLogReply>;

/** POST `/tasks/cancel`. A running task stops where that is safe; `status` says what became of it. */
export const taskCancelRequest = z.object({ id: numericId });
export const taskCancelReply = z.object({ id: z.int(), status: taskStatus, message: z.string() });
export type TaskCancelReply = z.infer<typeof taskCancelReply>;
