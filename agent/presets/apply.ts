/** Applies presets and takes them back while the request waits. */
import type { PresetApplyRequest } from '../../contract/agent/presets.js';
import { isSealedSetting, openSetting } from '../../contract/agent/sealed-setting.js';
import type { AgentContext } from '../context.js';
import type { BridgeRun } from '../moodle/bridge.js';
import type { PresetApplication, PresetOutcome } from '../moodle/preset-bridge.js';
import { readPresetXml, type PresetItem } from '../moodle/preset-xml.js';
import { PRESET_LOCK } from './create-handler.js';

/** Milliseconds that Moodle may need. */
const DEADLINE = 10 * 60_000;

/**
 * Does as the request says, beside nothing else that changes the site. It goes on when the client hangs up: half of a
 * preset is worse than an answer that nobody reads.
 * @param keys the site's keys in clear, of which one has sealed the secrets in the XML
 * @throws PresetRefused, SiteBusy, BridgeError
 */
export function applyOrUndo(
  { site, tasks, logger }: AgentContext,
  request: PresetApplyRequest,
  keys: readonly string[],
): Promise<PresetOutcome> {
  const run: BridgeRun = {
    signal: AbortSignal.timeout(DEADLINE),
    progress: () => undefined,
    log: (line) => logger.info({ line }, 'admin presets'),
  };
  if (request.action === 'undo') {
    return tasks.beside(PRESET_LOCK, () =>
      site.bridge.undoPreset({ applicationId: request.application_id }, run),
    );
  }
  const { settings } = readPresetXml(request.xml);
  const application: PresetApplication = {
    xml: request.xml,
    settings: request.settings ?? null,
    ...openSealed(settings, keys),
    dryRun: request.dry_run,
  };
  return tasks.beside(PRESET_LOCK, () => site.bridge.applyPreset(application, run));
}

/** Opens what is sealed for this site, and tells what cannot be opened. */
function openSealed(
  settings: readonly PresetItem[],
  keys: readonly string[],
): Pick<PresetApplication, 'opened' | 'unopened'> {
  const opened: PresetApplication['opened'] = [];
  const unopened: PresetApplication['unopened'] = [];
  for (const { plugin, name, value } of settings.filter((setting) => isSealedSetting(setting.value))) {
    const clear = keys.map((key) => openSetting(key, plugin, name, value)).find((text) => text !== null);
    if (clear === undefined) unopened.push({ plugin, name });
    else opened.push({ plugin, name, value: clear });
  }
  return { opened, unopened };
}
