/** The task `plugin_uninstall`. The protocol has no callback for it: who wants to know asks `/tasks/check`. */
import type { PluginUninstallReply } from '../../contract/agent/plugins.js';
import type { AgentContext } from '../context.js';
import type { TaskHandler } from '../tasks/handler.js';
import { endTask, type Reached } from './change.js';
import { uninstallOrder, type UninstallOrder } from './orders.js';
import { siteTask } from './site-task.js';
import { uninstallPlugin } from './uninstall-change.js';

export function uninstallHandler(
  context: AgentContext,
  reached: Reached,
): TaskHandler<UninstallOrder, PluginUninstallReply> {
  return {
    ...siteTask(context.config),
    type: 'plugin_uninstall',
    payload: uninstallOrder,
    async run(run) {
      const { component, dryRun } = run.payload;
      const result = await uninstallPlugin(context, run, reached);
      const message = dryRun ? `${component} can be uninstalled.` : `${component} was uninstalled.`;
      if (result.error === null || result.error === undefined) return endTask(result, null, message);
      return endTask(result, dryRun ? null : result.error, result.error);
    },
    callback: () => null,
  };
}
