/**
 * Replaces a course by a backup of one, so that it ends either as the backup or as it was before.
 *
 * In order: the archive is decrypted and looked at; the course is put aside as a safety copy; Moodle restores; if that
 * fails, Moodle restores the safety copy. What has been reached is noted, so that an attempt after the agent's death
 * knows whether the course may be in pieces.
 */
import { z } from 'zod';
import { BridgeError, type BridgeRun } from '../moodle/bridge.js';
import { courseExists } from '../moodle/course/course-context.js';
import type { Site } from '../moodle/site.js';
import { TaskFailure, type TaskRun } from '../tasks/handler.js';
import { TaskStop } from '../tasks/stop-reason.js';
import { errorMessage } from './error-words.js';
import type { RestorePayload } from './payloads.js';
import { restoreSource } from './restore-source.js';
import { makeSafetyCopy, pruneSafetyCopies } from './safety-copy.js';
import type { BackupStorage } from './storage/backup-storage.js';
import { subRun } from './sub-progress.js';
import { isTold } from './task-failures.js';

/** Milliseconds that putting the course back may take; it is not bound by the task's own deadline. */
const ROLLBACK_TIMEOUT = 6 * 3600_000;

const checkpoint = z.object({
  /** `restoring`: Moodle may have begun to delete. `reverting`: the safety copy is being restored. */
  stage: z.enum(['restoring', 'reverting']),
  /** Link of the safety copy. */
  safety: z.string(),
  /** Why the course is being put back. */
  reason: z.string().optional(),
});
type Checkpoint = z.infer<typeof checkpoint>;

export interface RestoreContext {
  site: Site;
  storage: BackupStorage;
  run: TaskRun<RestorePayload>;
  /** Checks that the safety copy will fit; called before anything is begun. */
  requireSpace(): Promise<void>;
}

/**
 * @returns what to tell the operator
 * @throws TaskFailure that says why, and what became of the course
 */
export async function restoreCourse(context: RestoreContext): Promise<string> {
  const { site, run } = context;
  const before = checkpoint.safeParse(run.lastCheckpoint).data;
  if (before?.stage === 'reverting') {
    return revert(context, before.safety, before.reason ?? 'The agent was stopped.');
  }
  if (before?.stage === 'restoring') {
    run.log('The agent was stopped while Moodle was restoring; the restore is begun again.');
    const message = await replace(context, before.safety);
    return `${message} The agent had been stopped in the middle; the restore was done again from the start.`;
  }
  if (!(await courseExists(site.database, run.payload.courseId))) {
    throw new TaskFailure('Course not exist in Moodle.');
  }
  return replace(context, null);
}

/** Restores the backup; on failure the safety copy, which is made first where there is none. */
async function replace(context: RestoreContext, madeBefore: string | null): Promise<string> {
  const { site, storage, run } = context;
  const { courseId, link, password } = run.payload;
  let safety = madeBefore;
  try {
    const source = await restoreSource({
      storage,
      config: site.config,
      taskId: run.id,
      link,
      password,
      run: subRun(run, 0, 0.1),
    });
    try {
      const facts = await site.bridge.inspectArchive(source.path, subRun(run, 0.1, 0.12));
      if (facts.type !== 'course') throw new BridgeError('bad-archive', 'The file is no backup of a course.');
      if (safety === null) {
        await context.requireSpace();
        run.progress(0.12, 'Putting the course aside');
        safety = await makeSafetyCopy(site, storage, courseId, subRun(run, 0.12, 0.4));
        run.log(`The course as it is now is kept as ${safety}.`);
        await run.checkpoint({ stage: 'restoring', safety } satisfies Checkpoint);
      }
      const restored = await site.bridge.restoreCourse({ courseId, file: source.path }, subRun(run, 0.4, 1));
      for (const warning of restored.warnings) run.log(`Moodle warns: ${warning}`);
    } finally {
      await source.release();
    }
  } catch (error) {
    return recover(context, error, safety, madeBefore !== null);
  }
  await pruneSafetyCopies(storage, courseId, safety).catch((error: Error) =>
    run.log(`Older safety copies could not be removed: ${error.message}`),
  );
  return 'Backup restored.';
}

/**
 * @param inPieces an attempt before may have touched the course already
 */
async function recover(
  context: RestoreContext,
  error: unknown,
  safety: string | null,
  inPieces: boolean,
): Promise<never> {
  const { run } = context;
  const { reason: stop } = run.signal;
  // The agent stops: what has been noted lets the next one go on.
  if (stop instanceof TaskStop && stop.reason === 'shutdown') throw error;
  const kind = error instanceof BridgeError ? error.kind : null;
  if (error instanceof BridgeError && error.output) run.log(error.output);
  const untouched = safety === null || (!inPieces && (kind === 'bad-archive' || kind === 'not-found'));
  if (untouched) {
    if (kind === 'bad-archive' || kind === 'not-found') throw new TaskFailure((error as Error).message);
    throw isTold(error) ? new TaskFailure(error.message) : error;
  }
  const reason = errorMessage(error);
  return revert(context, safety!, reason);
}

/** Restores the safety copy. Not bound by the task's own end, for the course is in pieces. */
async function revert(context: RestoreContext, safety: string, reason: string): Promise<never> {
  const { site, storage, run } = context;
  const { courseId } = run.payload;
  run.log(`Putting the course back from ${safety}.`);
  await run.checkpoint({ stage: 'reverting', safety, reason } satisfies Checkpoint);
  try {
    const { handle, path } = await storage.open(safety);
    await handle.close();
    const own: BridgeRun = subRun(run, 0, 1, AbortSignal.timeout(ROLLBACK_TIMEOUT));
    await site.bridge.restoreCourse({ courseId, file: path }, own);
  } catch (error) {
    const second = errorMessage(error);
    throw new TaskFailure(
      `Backup not restored: ${reason} Putting the course back failed, too: ${second} ` +
        `What it was before is kept as ${safety}: restore that one.`,
    );
  }
  throw new TaskFailure(
    `Backup not restored: ${reason} The course was put back from its safety copy and is as it was before.`,
  );
}
