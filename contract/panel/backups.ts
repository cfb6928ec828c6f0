/** Course backups of the panel's API. */
import { z } from 'zod';
import { backupMode } from '../agent/backups.js';
import { id, list, listQuery, timestamp } from './common.js';
import { taskState } from './tasks.js';

export const backup = z.object({
  id,
  instance_id: id,
  instance_name: z.string(),
  /** Moodle's id of the course. */
  course_id: z.int(),
  course_name: z.string().nullable(),
  /** The task that makes or made it. */
  task_id: id,
  moodle_job_id: z.int().nullable(),
  status: taskState,
  progress: z.number().min(0).max(1),
  message: z.string().nullable(),
  error: z.string().nullable(),
  mode: backupMode,
  storage: z.string(),
  link: z.string().nullable(),
  size: z.int().nullable(),
  sha256: z.string().nullable(),
  /** Open restore or deletion of this backup. */
  open_task_id: id.nullable(),
  open_task_type: z.string().nullable(),
  created_by: z.string().nullable(),
  created_at: timestamp,
  finished_at: timestamp.nullable(),
  deleted_at: timestamp.nullable(),
  restored_at: timestamp.nullable(),
});
export type Backup = z.infer<typeof backup>;

export const backupListQuery = listQuery.extend({
  instance_id: z.coerce.number().int().positive().optional(),
  course_id: z.coerce.number().int().positive().optional(),
  status: taskState.optional(),
  /** Deleted ones are left out unless asked for: `true` or `false`. */
  include_deleted: z.enum(['true', 'false']).default('false'),
});
export const backupList = list(backup);

export const backupCreate = z.object({
  course_ids: z.array(id).min(1).max(1000),
  mode: backupMode.default('manual'),
});
export type BackupCreate = z.infer<typeof backupCreate>;

/** 202. A course that could not be ordered stands in `errors`; its status is the agent's (404 gone, 204 unchanged, 409 one is under way). */
export const backupCreated = list(backup).extend({
  errors: z.array(z.object({ course_id: z.int(), status: z.int(), message: z.string() })),
});
export type BackupCreated = z.infer<typeof backupCreated>;

/** POST `/backups/{id}/restore`: into its own course unless another of the same site is named. */
export const backupRestore = z.object({ course_id: id.optional() });

/** GET `/backups/{id}/password`: for operators; every look is audited. */
export const backupPassword = z.object({ password: z.string() });
