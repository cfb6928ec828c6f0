/** The task `core_update`. */
import { callbackPaths, type CoreCallback } from '../../contract/agent/callbacks.js';
import type { CoreUpdateReply } from '../../contract/agent/core.js';
import { jsonCallback } from '../backup/callback-body.js';
import type { AgentContext } from '../context.js';
import type { TaskHandler } from '../tasks/handler.js';
import { endTask, type Reached } from './change.js';
import { updateCore } from './core-change.js';
import { coreOrder, type CoreOrder } from './orders.js';
import { siteTask } from './site-task.js';

export function coreHandler(
  context: AgentContext,
  reached: Reached,
): TaskHandler<CoreOrder, CoreUpdateReply> {
  return {
    ...siteTask(context.config),
    type: 'core_update',
    payload: coreOrder,
    async run(run) {
      const result = await updateCore(context, run, reached);
      return endTask(result, result.status || run.payload.dryRun ? null : result.message, result.message);
    },
    callback: ({ id, payload }, outcome) => {
      if (payload.instanceId === null) return null;
      const given = outcome.result;
      const body: CoreCallback = {
        status: given?.status ?? outcome.status === 'succeeded',
        moodle_job_id: id,
        user_id: payload.userId,
        update_id: payload.updateId,
        message: given?.message ?? (outcome.status === 'succeeded' ? outcome.message : outcome.error),
        report: given?.report,
      };
      return jsonCallback(callbackPaths.core(payload.instanceId), body);
    },
  };
}
