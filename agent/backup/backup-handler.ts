/** The task `backup_course`. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { callbackPaths, type BackupCallback } from '../../contract/agent/callbacks.js';
import type { AgentContext } from '../context.js';
import { courseFingerprint } from '../moodle/course/course-fingerprint.js';
import type { TaskHandler, TaskRun } from '../tasks/handler.js';
import { rememberBackup } from './backup-records.js';
import { jsonCallback } from './callback-body.js';
import { humanSize } from './human-size.js';
import { makeBackup, type FinishedBackup } from './make-backup.js';
import { backupPayload, type BackupPayload } from './payloads.js';
import { requireBackupSpace } from './required-space.js';
import type { BackupStorage } from './storage/backup-storage.js';
import { localFolder, openStorage } from './storage/open-storage.js';
import { inWords } from './task-failures.js';

const HOUR = 3600;

/** Noted just before the file gets its name: should the agent die there, the next attempt finds the file by it. */
const checkpoint = z.object({
  password: z.string(),
  size: z.int(),
  sha256: z.string(),
  fingerprint: z.string().nullable(),
});

/** `ready` resolves when leftovers of a dead agent have been cleaned. */
export function backupHandler(
  context: AgentContext,
  ready: Promise<void>,
): TaskHandler<BackupPayload, FinishedBackup> {
  return {
    type: 'backup_course',
    payload: backupPayload,
    kind: 'shared',
    lockKey: ({ courseId }) => `course:${courseId}`,
    maxAttempts: 3,
    deadline: 6 * HOUR,
    cancellable: true,
    run: async (run) => {
      await ready;
      return inWords(() => backUp(context, run));
    },
    callback: ({ id, payload }, outcome) => {
      const base = { courseid: payload.courseId, moodle_job_id: id };
      const body: BackupCallback =
        outcome.status === 'succeeded'
          ? {
              status: true,
              ...base,
              link: outcome.result.link,
              password: outcome.result.password,
              filesize: outcome.result.size,
              filesize_human: humanSize(outcome.result.size),
              sha256: outcome.result.sha256,
              message: outcome.message,
            }
          : { status: false, ...base, message: outcome.error };
      return jsonCallback(callbackPaths.backup(payload.instanceId), body);
    },
  };
}

async function backUp(context: AgentContext, run: TaskRun<BackupPayload>) {
  const { site } = context;
  const { courseId, mode, storage: storageKey } = run.payload;
  const storage = openStorage(context, storageKey);
  const noted = checkpoint.safeParse(run.lastCheckpoint).data;
  let found = noted ? await findFinished(storage, run.payload, noted) : null;
  let fingerprint = noted?.fingerprint ?? null;
  if (found) {
    run.log(`${found.link} was finished before the agent stopped.`);
  } else {
    await requireBackupSpace(site, courseId, localFolder(context));
    // Taken before the backup begins: what changes while it runs belongs to the next one.
    fingerprint = await courseFingerprint(site, courseId).catch((error: Error) => {
      // Without one the next automatic backup is made in any case.
      run.log(`The state of the course cannot be remembered: ${error.message}`);
      return null;
    });
    found = await makeBackup({
      site,
      storage,
      courseId,
      mode,
      run,
      beforeCommit: (backup) => run.checkpoint({ ...backup, fingerprint }),
    });
  }
  if (fingerprint !== null) {
    const record = { fingerprint, storage: storageKey, link: found.link };
    await rememberBackup(context.store.settings, courseId, record);
  }
  return { result: found, message: 'Backup created successfully.' };
}

/** The file that an attempt before had finished, if it got that far. */
async function findFinished(
  storage: BackupStorage,
  { courseId, mode }: BackupPayload,
  noted: z.infer<typeof checkpoint>,
): Promise<FinishedBackup | null> {
  const { password, size, sha256 } = noted;
  for (const file of await storage.list()) {
    if (file.courseId !== courseId || file.folder !== mode || file.size !== size) continue;
    const { handle } = await storage.open(file.link);
    const hash = createHash('sha256');
    // The stream closes the handle.
    for await (const chunk of handle.createReadStream()) hash.update(chunk as Buffer);
    if (hash.digest('hex') === sha256) return { link: file.link, password, size, sha256 };
  }
  return null;
}
