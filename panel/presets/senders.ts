/** The request that asks a site for its preset. */
import type { OrderedType } from '../tasks/outcome.js';
import type { Sender } from '../tasks/sender.js';
import { presetOrderForm } from './order-form.js';

export const presetSenders: Record<Extract<OrderedType, 'admin_presets_create'>, Sender> = {
  admin_presets_create: async (panel, site, tasks, requestKey) => {
    const task = tasks[0];
    if (!task || tasks.length !== 1) throw new Error('Presets are ordered one by one.');
    const { sensitive } = presetOrderForm.parse(task.order);
    const reply = await panel.agents.orderPreset(site, task.instanceId, sensitive, requestKey);
    return { accepted: [{ taskId: task.id, jobId: reply.moodle_job_id ?? null }], refused: [] };
  },
};
