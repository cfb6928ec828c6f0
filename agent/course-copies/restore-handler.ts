/** The task `course_restore`. */
import type { CourseCopyResult } from '../../contract/agent/course-copies.js';
import { inWords } from '../backup/task-failures.js';
import type { AgentContext } from '../context.js';
import type { TaskHandler } from '../tasks/handler.js';
import { rememberCopy } from './course-copy.js';
import { makeCourseOf } from './make-course.js';
import { courseRestorePayload, type CourseRestorePayload } from './payloads.js';
import { untilItEnds } from './until-it-ends.js';

const HOUR = 3600;

/** `ready` resolves when leftovers of a dead agent have been cleaned. */
export function courseRestoreHandler(
  context: AgentContext,
  ready: Promise<void>,
): TaskHandler<CourseRestorePayload, CourseCopyResult> {
  return {
    type: 'course_restore',
    payload: courseRestorePayload,
    kind: 'shared',
    lockKey: () => null,
    maxAttempts: 3,
    deadline: 12 * HOUR,
    cancellable: true,
    run: async (run) => {
      const { copyId: key, userId, categoryId, fullname, shortname, options } = run.payload;
      await ready;
      return untilItEnds(context, key, run.signal, async () => {
        await rememberCopy(context, { id: key, kind: 'restore', taskId: run.id, userId });
        // Cancelled after a death in the middle, the task still comes here, where the bridge cleans up.
        await run.checkpoint({ begun: true });
        const names = { fullname, shortname, renameTaken: shortname === null };
        return inWords(() => makeCourseOf(context, { key, categoryId, ...names, options, userId }, run));
      });
    },
    callback: () => null,
  };
}
