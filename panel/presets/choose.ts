/** Chooses settings of a stored version and makes the request of them. */
import type { z } from 'zod';
import { PLUGIN_STATE, type PresetApplyRequest } from '../../contract/agent/presets.js';
import { sealSetting } from '../../contract/agent/sealed-setting.js';
import type { presetApply } from '../../contract/panel/presets.js';
import type { PanelContext } from '../context.js';
import { ProblemError } from '../http/problem-error.js';
import { buildXml } from './build-xml.js';
import { keyOf, unpack, type Entry } from './content.js';
import type { Side } from './two-sides.js';

/**
 * @param targetKey the API key of the site that is to take them: secrets are sealed with it
 * @throws ProblemError 422 naming what the version does not have, or is secret and was not asked for as such
 */
export function chooseEntries(
  panel: PanelContext,
  side: Side,
  input: Pick<z.output<typeof presetApply>, 'settings' | 'dry_run' | 'secrets'>,
  targetKey: string,
): PresetApplyRequest {
  const { open, secrets } = unpack(panel, side);
  const errors: { path: string; message: string }[] = [];
  const chosen = input.settings.flatMap(({ kind, plugin, name }, n): Entry[] => {
    const key = keyOf(kind, plugin, name);
    const secret = secrets.get(key);
    if (secret && input.secrets) {
      return [['s', plugin, name, sealSetting(targetKey, plugin, name, secret[3]), secret[4]]];
    }
    const entry = open.get(key);
    if (entry && !secret) return [entry];
    const message = secret
      ? `${plugin}/${name} is a secret; tick that secrets are taken too.`
      : `The preset has no ${plugin}/${name}.`;
    errors.push({ path: `body.settings.${n}`, message });
    return [];
  });
  if (errors.length > 0) {
    throw new ProblemError(422, 'Not among the settings', {
      detail: errors[0]?.message ?? '',
      hint: 'Choose other settings.',
      errors: errors.slice(0, 20),
    });
  }
  return {
    action: 'apply',
    xml: buildXml(side, chosen),
    settings: chosen.map(([kind, plugin, name]) =>
      kind === 's' ? { plugin, name } : { plugin: `${plugin}_${name}`, name: PLUGIN_STATE },
    ),
    dry_run: input.dry_run,
  };
}
