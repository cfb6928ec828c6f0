/** What the three backup tasks are asked to do, as the queue keeps it. Storage credentials are sealed with the rest. */
import { z } from 'zod';
import { backupMode, storageCredentials } from '../../contract/agent/backups.js';

const id = z.int().positive();

export const backupPayload = z.object({
  instanceId: id,
  courseId: id,
  mode: backupMode,
  storage: z.string(),
  credentials: storageCredentials.optional(),
});
export type BackupPayload = z.infer<typeof backupPayload>;

export const restorePayload = z.object({
  instanceId: id,
  courseId: id,
  storage: z.string(),
  credentials: storageCredentials.optional(),
  /** As `parseBackupLink` gives it. */
  link: z.string(),
  password: z.string(),
  userId: id.nullable(),
  backupResultId: id.nullable(),
});
export type RestorePayload = z.infer<typeof restorePayload>;

export const deletePayload = z.object({
  instanceId: id,
  storage: z.string(),
  credentials: storageCredentials.optional(),
  link: z.string(),
  userId: id.nullable(),
  backupResultId: id,
});
export type DeletePayload = z.infer<typeof deletePayload>;
