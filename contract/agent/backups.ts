/** `/backups` of the agent API. */
import { z } from 'zod';
import { numericId, unixSeconds } from './common.js';

export const backupMode = z.enum(['auto', 'manual']);
export type BackupMode = z.infer<typeof backupMode>;

/** A storage's address and secrets; which keys there are depends on the storage. Never logged, never returned. */
export const storageCredentials = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown()).max(0)]);

/** POST `/backups`. */
export const backupCreateRequest = z.object({
  instance_id: numericId,
  storage: z.string().default('local'),
  mode: backupMode.default('auto'),
  credentials: storageCredentials.optional(),
  courses: z.array(numericId).min(1).max(10_000),
});

/** The PHP plugin leaves out `backups` or `errors` when empty, and gives `moodle_job_id` as text. */
export const backupCreateReply = z.object({
  backups: z
    .array(
      z.object({
        id: z.int(),
        status: z.int().optional(),
        moodle_job_id: numericId.nullish(),
        message: z.string(),
      }),
    )
    .default([]),
  errors: z.array(z.object({ id: z.int(), status: z.int().optional(), message: z.string() })).default([]),
});
export type BackupCreateReply = z.infer<typeof backupCreateReply>;

/** PUT `/backups`: replace the content of one course with that of a backup. */
export const backupRestoreRequest = z.object({
  instance_id: numericId,
  storage: z.string().default('local'),
  backup_mode: backupMode.optional(),
  credentials: storageCredentials.optional(),
  moodle_course_id: numericId,
  link: z.string().min(1).max(1024),
  password: z.string().max(1024).default(''),
  user_id: numericId.nullish(),
  backup_result_id: numericId.nullish(),
});

export const backupRestoreReply = z.object({
  status: z.boolean(),
  message: z.string(),
  moodle_job_id: numericId,
});
export type BackupRestoreReply = z.infer<typeof backupRestoreReply>;

/** DELETE `/backups`. */
export const backupDeleteRequest = z.object({
  instance_id: numericId,
  user_id: numericId.nullish(),
  storages: z
    .array(
      z.object({
        storage_id: numericId,
        storage_key: z.string(),
        credentials: storageCredentials.optional(),
      }),
    )
    .min(1),
  backups: z
    .array(
      z.object({ backup_result_id: numericId, storage_id: numericId, link: z.string().min(1).max(1024) }),
    )
    .min(1),
});

export const backupDeleteReply = z.object({
  backups: z.array(
    z.object({
      backup_result_id: numericId,
      status: z.boolean(),
      message: z.string(),
      moodle_job_id: numericId.nullable(),
    }),
  ),
});
export type BackupDeleteReply = z.infer<typeof backupDeleteReply>;

/** GET `/backups`. The PHP plugin answers null where there are none. */
export const backupsInProgressReply = z.object({
  backups_in_progress: z.array(z.object({ id: z.int(), message: z.string() })).nullable(),
});
export type BackupsInProgressReply = z.infer<typeof backupsInProgressReply>;

/** GET `/backups/list` (ours). `link` is relative to the storage: `manual/course_3__2026_11_21_03_19_00.zip`. */
export const backupFile = z.object({
  link: z.string(),
  course_id: z.int().nullable(),
  mode: backupMode.nullable(),
  size: z.int(),
  sha256: z.string().nullable(),
  created_at: unixSeconds,
});
export const backupListReply = z.object({ backups: z.array(backupFile) });
export type BackupListReply = z.infer<typeof backupListReply>;

/** GET `/backups/file?link=` (ours): the encrypted zip as a stream, with ranges. */
export const backupFileQuery = z.object({ link: z.string().min(1).max(1024) });
