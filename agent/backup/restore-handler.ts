/** The task `backup_course_restore`. */
import { callbackPaths, type RestoreCallback } from '../../contract/agent/callbacks.js';
import type { AgentContext } from '../context.js';
import type { TaskHandler } from '../tasks/handler.js';
import { jsonCallback } from './callback-body.js';
import { restorePayload, type RestorePayload } from './payloads.js';
import { requireBackupSpace } from './required-space.js';
import { restoreCourse } from './restore-course.js';
import { localFolder, openStorage } from './storage/open-storage.js';
import { inWords } from './task-failures.js';

const HOUR = 3600;

/** `ready` resolves when leftovers of a dead agent have been cleaned. */
export function restoreHandler(
  context: AgentContext,
  ready: Promise<void>,
): TaskHandler<RestorePayload, Record<string, never>> {
  const { site } = context;
  return {
    type: 'backup_course_restore',
    payload: restorePayload,
    kind: 'shared',
    lockKey: ({ courseId }) => `course:${courseId}`,
    maxAttempts: 5,
    deadline: 12 * HOUR,
    // A course that has been half deleted must come to an end.
    cancellable: false,
    run: async (run) => {
      await ready;
      const message = await inWords(() =>
        restoreCourse({
          site,
          storage: openStorage(context, run.payload.storage),
          run,
          requireSpace: () => requireBackupSpace(site, run.payload.courseId, localFolder(context)),
        }),
      );
      return { result: {}, message };
    },
    callback: ({ id, payload }, outcome) => {
      const body: RestoreCallback = {
        status: outcome.status === 'succeeded',
        courseid: payload.courseId,
        user_id: payload.userId,
        backup_result_id: payload.backupResultId,
        message: outcome.status === 'succeeded' ? outcome.message : outcome.error,
        moodle_job_id: id,
      };
      return jsonCallback(callbackPaths.restore(payload.instanceId), body);
    },
  };
}
