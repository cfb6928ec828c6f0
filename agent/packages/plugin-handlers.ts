/** The tasks `plugins_update` and `plugins_install_zip`. */
import {
  callbackPaths,
  type PluginsUpdateCallback,
  type PluginsZipCallback,
} from '../../contract/agent/callbacks.js';
import type { TaskType } from '../../contract/agent/tasks.js';
import { jsonCallback } from '../backup/callback-body.js';
import type { AgentContext } from '../context.js';
import type { TaskHandler, TaskOutcome } from '../tasks/handler.js';
import { endTask, type Reached } from './change.js';
import { changePlugins, type PluginChangeResult } from './plugin-change.js';
import type { ItemOutcome } from './journal.js';
import { pluginsOrder, type PluginsOrder } from './orders.js';
import { siteTask } from './site-task.js';

type Handler = TaskHandler<PluginsOrder, PluginChangeResult>;

function pluginHandler(
  context: AgentContext,
  reached: Reached,
  type: TaskType,
  body: (jobId: number, order: PluginsOrder, result: PluginChangeResult) => { path: string; body: object },
): Handler {
  return {
    ...siteTask(context.config),
    type,
    payload: pluginsOrder,
    async run(run) {
      const result = await changePlugins(context, run, reached);
      const list = run.payload.items.map(({ key }) => result.outcomes[key]!);
      const bad = list.filter(({ status }) => !status);
      const verb = run.payload.dryRun ? 'can be installed' : 'installed';
      const count = `${list.length - bad.length} of ${list.length} ${list.length === 1 ? 'plugin' : 'plugins'} ${verb}.`;
      const failed = bad.map(({ component, error }) => `${component ?? 'A zip'}: ${error}`).join('\n');
      // A dry run that finds something has done what it was asked for.
      return endTask(result, bad.length > 0 && !run.payload.dryRun ? `${count}\n${failed}` : null, count);
    },
    callback: ({ id, payload }, outcome) => {
      if (payload.instanceId === null) return null;
      const { path, body: json } = body(id, payload, resultOf(payload, outcome));
      return jsonCallback(path, json);
    },
  };
}

/** One that ended before it began has an outcome for each of its items, too. */
function resultOf({ items }: PluginsOrder, outcome: TaskOutcome<PluginChangeResult>): PluginChangeResult {
  const given = outcome.result;
  const error = outcome.status === 'succeeded' ? null : outcome.error;
  const outcomes = Object.fromEntries(
    items.map(({ key, component }): [string, ItemOutcome] => [
      key,
      given?.outcomes?.[key] ?? { status: false, component, error },
    ]),
  );
  return { outcomes, report: given?.report as PluginChangeResult['report'] };
}

export function updateHandler(context: AgentContext, reached: Reached): Handler {
  return pluginHandler(context, reached, 'plugins_update', (id, order, { outcomes, report }) => {
    const body: PluginsUpdateCallback = {
      moodle_job_id: id,
      user_id: order.userId,
      username: order.username,
      updates: order.items.map(({ key }) => ({ model_id: Number(key), ...outcomes[key]! })),
      report,
    };
    return { path: callbackPaths.pluginsUpdate(order.instanceId!), body };
  });
}

export function installZipHandler(context: AgentContext, reached: Reached): Handler {
  return pluginHandler(context, reached, 'plugins_install_zip', (id, order, { outcomes, report }) => {
    const body: PluginsZipCallback = {
      moodle_job_id: id,
      user_id: order.userId,
      username: order.username,
      updates: order.items.map(({ key }) => ({
        link: key,
        version: outcomes[key]!.to_version ?? null,
        ...outcomes[key]!,
      })),
      report,
    };
    return { path: callbackPaths.pluginsZip(order.instanceId!), body };
  });
}
