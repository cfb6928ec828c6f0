/** POST `/plugins/updates`, `/plugins/installzip`, `/plugin/uninstall`, `/moodle_core/update`. */
import { Router, type Request, type Response } from 'express';
import type { CoreUpdateReply } from '../../contract/agent/core.js';
import type {
  LongWorkReply,
  PluginsInstallZipReply,
  PluginsUpdateReply,
  PluginUninstallReply,
  UpdateOutcome,
} from '../../contract/agent/plugins.js';
import type { TaskType } from '../../contract/agent/tasks.js';
import type { AgentContext } from '../context.js';
import type { PluginChangeResult } from '../packages/plugin-change.js';
import type { PluginsOrder } from '../packages/orders.js';
import type { TaskView } from '../tasks/task-view.js';
import { coreOrder, installZipOrder, pluginsUpdateOrder, uninstallOrder } from './change-orders.js';
import { ApiError } from './errors.js';
import { idempotency } from './idempotency.js';
import { requireData } from './json-body.js';
import { waitForTask } from './wait-for-task.js';

export function changesRouter(context: AgentContext): Router {
  const router = Router();
  const once = idempotency(context);

  /** With an instance to call back the answer comes at once; without, it waits for the work. */
  async function take<O extends { instanceId: number | null }>(
    req: Request,
    res: Response,
    work: { type: TaskType; order: O; message: string; reply: (task: TaskView, order: O) => object },
  ): Promise<void> {
    const { id } = await context.tasks.enqueue(work.type, work.order);
    if (work.order.instanceId !== null) {
      const reply: LongWorkReply = { status: true, moodle_job_id: id, message: work.message };
      res.json(reply);
      return;
    }
    // The server cuts what stays silent; this answer may be an hour away.
    req.socket.setTimeout(0);
    res.json(work.reply(await waitForTask(context, req, id), work.order));
  }

  router.post('/plugins/updates', once, async (req, res) => {
    const order = await pluginsUpdateOrder(context, requireData(req));
    const reply = (task: TaskView): PluginsUpdateReply => {
      const { outcomes, report } = pluginResult(task, order);
      return { updates: order.items.map(({ key }) => ({ [key]: outcomes[key]! })), report };
    };
    await take(req, res, { type: 'plugins_update', order, message: 'Plugins update in progress.', reply });
  });

  router.post('/plugins/installzip', once, async (req, res) => {
    const order = installZipOrder(requireData(req));
    const reply = (task: TaskView): PluginsInstallZipReply => {
      const { outcomes, report } = pluginResult(task, order);
      return { updates: outcomes, report };
    };
    await take(req, res, {
      type: 'plugins_install_zip',
      order,
      message: 'Plugins install in progress.',
      reply,
    });
  });

  router.post('/plugin/uninstall', once, async (req, res) => {
    const order = await uninstallOrder(context, req.query, requireData(req));
    const reply = (task: TaskView): PluginUninstallReply =>
      (task.result as PluginUninstallReply | null) ?? {
        uninstalled: false,
        removed: false,
        error: errorOf(task),
      };
    await take(req, res, {
      type: 'plugin_uninstall',
      order,
      message: 'Plugin uninstall in progress.',
      reply,
    });
  });

  router.post(['/moodle_core', '/moodle_core/update'], once, async (req, res) => {
    const order = await coreOrder(context, requireData(req));
    const reply = (task: TaskView): CoreUpdateReply =>
      (task.result as CoreUpdateReply | null) ?? { status: false, message: errorOf(task) };
    await take(req, res, { type: 'core_update', order, message: 'Core update in progress.', reply });
  });

  return router;
}

const errorOf = (task: TaskView) => task.error ?? 'The task ended without a result.';

/** One that ended without a result, cancelled for example, has an outcome for each item all the same. */
function pluginResult(
  task: TaskView,
  order: PluginsOrder,
): Partial<PluginChangeResult> & { outcomes: Record<string, UpdateOutcome> } {
  const result = task.result as PluginChangeResult | null;
  if (result) return result;
  if (task.status === 'succeeded') throw new ApiError(500, 'Internal error.');
  const failed = ({ component }: { component: string | null }) => ({
    status: false,
    component,
    error: errorOf(task),
  });
  return { outcomes: Object.fromEntries(order.items.map((item) => [item.key, failed(item)])) };
}
