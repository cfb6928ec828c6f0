/** What the agent remembers of each course's last good backup, so that `mode: auto` can leave unchanged courses out. */
import { z } from 'zod';
import type { Site } from '../moodle/site.js';
import { courseFingerprint } from '../moodle/course/course-fingerprint.js';
import { BackupNotFound, type BackupStorage } from './storage/backup-storage.js';

const record = z.object({ fingerprint: z.string(), storage: z.string(), link: z.string() });
export type BackupRecord = z.infer<typeof record>;

/** Where records are kept; the agent's store has it. */
export interface RecordStore {
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
}

const settingName = (courseId: number) => `backup_record_${courseId}`;

/** Notes a good backup. `fingerprint` must have been taken before the backup was begun. */
export async function rememberBackup(
  store: RecordStore,
  courseId: number,
  backup: BackupRecord,
): Promise<void> {
  await store.set(settingName(courseId), JSON.stringify(backup));
}

/** True unless the course is as it was at its last good backup, and that file is still there. */
export async function needsBackup(
  context: { site: Site; records: RecordStore; storage: BackupStorage; storageKey: string },
  courseId: number,
): Promise<boolean> {
  const text = await context.records.get(settingName(courseId));
  const last = text === null ? null : record.safeParse(JSON.parse(text)).data;
  if (!last || last.storage !== context.storageKey) return true;
  try {
    const { handle } = await context.storage.open(last.link);
    await handle.close();
  } catch (error) {
    if (error instanceof BackupNotFound) return true;
    throw error;
  }
  return (await courseFingerprint(context.site, courseId)) !== last.fingerprint;
}
