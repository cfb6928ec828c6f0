/** The task `admin_presets_create`: the callback's body is the preset itself. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { callbackPaths } from '../../contract/agent/callbacks.js';
import type { PresetCreated } from '../../contract/agent/presets.js';
import { sealSetting } from '../../contract/agent/sealed-setting.js';
import { currentKey } from '../config.js';
import type { AgentContext } from '../context.js';
import type { PresetExport } from '../moodle/preset-bridge.js';
import { TaskFailure, type TaskHandler } from '../tasks/handler.js';

/** Tasks and requests with this key never work beside each other. */
export const PRESET_LOCK = 'admin_presets';

export const createPayload = z.object({ instanceId: z.int().positive(), sensitive: z.boolean() });
export type CreatePayload = z.infer<typeof createPayload>;

/**
 * Nobody is called back when the export fails: the protocol has no form for it, and `/tasks/check` tells. The same
 * shows what was made, and GET `/admin_presets/file` gives the XML for as long as the panel has not taken it.
 */
export function createHandler(
  context: AgentContext,
): TaskHandler<CreatePayload, PresetExport & { sensitive: boolean }> {
  return {
    type: 'admin_presets_create',
    payload: createPayload,
    kind: 'shared',
    lockKey: () => PRESET_LOCK,
    maxAttempts: 3,
    deadline: 1800,
    cancellable: true,
    async run(run) {
      const { sensitive } = run.payload;
      const seal = sensitive ? sealWith(currentKey(context.config)) : null;
      run.progress(0.1, 'Moodle is reading its settings');
      const preset = await context.site.bridge.exportPreset({ name: 'MooPanel', seal }, run);
      return {
        result: { ...preset, sensitive },
        message: `Admin preset with ${preset.settings} settings created.`,
      };
    },
    callback({ payload }, outcome) {
      if (outcome.status !== 'succeeded') return null;
      const { xml, ...facts } = outcome.result;
      const bytes = Buffer.from(xml);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return {
        path: callbackPaths.preset(payload.instanceId),
        contentType: 'application/xml',
        body: xml,
        summary: { ...facts, size: bytes.length, sha256 } satisfies PresetCreated,
      };
    },
  };
}

function sealWith(apiKey: string | undefined) {
  if (apiKey === undefined) {
    throw new TaskFailure(
      'The agent has no key to seal secret settings with: run "moopanel-agent init" first.',
    );
  }
  return (setting: { plugin: string; name: string; value: string }) =>
    sealSetting(apiKey, setting.plugin, setting.name, setting.value);
}
