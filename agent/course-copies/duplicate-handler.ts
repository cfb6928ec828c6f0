/** The task `course_duplicate`: a backup of the course, kept with the copy, and a restore of that. */
import { CopyPhase, type CourseCopyResult } from '../../contract/agent/course-copies.js';
import { isThere } from '../../runtime/is-there.js';
import { requireBackupSpace } from '../backup/required-space.js';
import { subRun } from '../backup/sub-progress.js';
import { inWords } from '../backup/task-failures.js';
import type { AgentContext } from '../context.js';
import type { TaskHandler, TaskRun } from '../tasks/handler.js';
import { archiveOf, copiesFolder, copyOf, keepArchive } from './copy-files.js';
import { enterPhase, rememberCopy } from './course-copy.js';
import { makeCourseOf } from './make-course.js';
import { courseDuplicatePayload, type CourseDuplicatePayload } from './payloads.js';
import { untilItEnds } from './until-it-ends.js';

const HOUR = 3600;
/** Of the progress, the share of the backup. */
const BACKUP_SHARE = 0.5;

/** `ready` resolves when leftovers of a dead agent have been cleaned. */
export function courseDuplicateHandler(
  context: AgentContext,
  ready: Promise<void>,
): TaskHandler<CourseDuplicatePayload, CourseCopyResult> {
  return {
    type: 'course_duplicate',
    payload: courseDuplicatePayload,
    kind: 'shared',
    lockKey: ({ courseId }) => `course:${courseId}`,
    maxAttempts: 3,
    deadline: 12 * HOUR,
    cancellable: true,
    run: async (run) => {
      await ready;
      return untilItEnds(context, run.payload.copyId, run.signal, () =>
        inWords(() => duplicate(context, run)),
      );
    },
    callback: () => null,
  };
}

async function duplicate(context: AgentContext, run: TaskRun<CourseDuplicatePayload>) {
  const { copyId: key, userId, categoryId, fullname, shortname, options } = run.payload;
  await rememberCopy(context, { id: key, kind: 'duplicate', taskId: run.id, userId });
  // Under its name the archive is whole: an attempt before this one has made it.
  if (!(await isThere(archiveOf(context.config, key)))) await backUp(context, run);
  await enterPhase(context, key, CopyPhase.restore);
  run.progress(BACKUP_SHARE, 'Restoring');
  // Cancelled after a death in the middle, the task still comes here, where the bridge cleans up.
  await run.checkpoint({ phase: CopyPhase.restore });
  const request = { key, categoryId, fullname, shortname, options, userId };
  return makeCourseOf(context, request, subRun(run, BACKUP_SHARE, 1));
}

async function backUp({ config, site }: AgentContext, run: TaskRun<CourseDuplicatePayload>): Promise<void> {
  const { copyId, courseId, options, userId } = run.payload;
  await requireBackupSpace(site, courseId, copiesFolder(config));
  const archive = await site.bridge.backupCourseFor(
    { courseId, options, userId },
    subRun(run, 0, BACKUP_SHARE),
  );
  try {
    await keepArchive(config, copyId, (target) => copyOf(archive.path, target));
  } finally {
    await archive
      .release()
      .catch((error: Error) => run.log(`Moodle's own copy stays for now: ${error.message}`));
  }
}
