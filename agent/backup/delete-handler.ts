/** The task `backup_course_delete`. */
import { callbackPaths, type DeleteCallback } from '../../contract/agent/callbacks.js';
import type { AgentContext } from '../context.js';
import { TaskFailure, type TaskHandler } from '../tasks/handler.js';
import { jsonCallback } from './callback-body.js';
import { deletePayload, type DeletePayload } from './payloads.js';
import { BackupNotFound } from './storage/backup-storage.js';
import { openStorage } from './storage/open-storage.js';
import { inWords } from './task-failures.js';

/** `ready` resolves when leftovers of a dead agent have been cleaned. */
export function deleteHandler(
  context: AgentContext,
  ready: Promise<void>,
): TaskHandler<DeletePayload, Record<string, never>> {
  return {
    type: 'backup_course_delete',
    payload: deletePayload,
    kind: 'shared',
    lockKey: ({ storage, link }) => `backup:${storage}:${link}`,
    maxAttempts: 3,
    deadline: 600,
    cancellable: false,
    run: async (run) => {
      await ready;
      const begun = run.lastCheckpoint !== null;
      await run.checkpoint({ begun: true });
      await inWords(async () => {
        try {
          await openStorage(context, run.payload.storage).remove(run.payload.link);
        } catch (error) {
          if (!(error instanceof BackupNotFound)) throw error;
          // Gone by an attempt that the agent's death cut short: that is what was wanted.
          if (!begun) throw new TaskFailure('Backup file does not exist.');
        }
      });
      return { result: {}, message: 'Backup deleted successfully.' };
    },
    callback: ({ id, payload }, outcome) => {
      const body: DeleteCallback = {
        status: outcome.status === 'succeeded',
        user_id: payload.userId,
        backup_result_id: payload.backupResultId,
        message: outcome.status === 'succeeded' ? outcome.message : outcome.error,
        moodle_job_id: id,
      };
      return jsonCallback(callbackPaths.delete(payload.instanceId), body);
    },
  };
}
