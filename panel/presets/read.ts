/** Makes of a preset's XML what the panel keeps: secrets told apart and opened. */
import { isSealedSetting, openSetting } from '../../contract/agent/sealed-setting.js';
import type { PanelContext } from '../context.js';
import type { Instance } from '../db/generated/client.js';
import { KEY_PURPOSE } from '../instances/service.js';
import type { PresetFacts } from '../tasks/outcome.js';
import type { Entry } from './content.js';
import { parsePreset, type ParsedSetting } from './parse.js';
import { isSecretName, isSecretValue, sensibleSettings } from './secret-names.js';

/**
 * Reads what an agent or plugin sent.
 * @param instance whose key, the present or the one before, sealed the secrets
 * @throws PresetRefused
 */
export function readPreset(
  panel: PanelContext,
  instance: Pick<Instance, 'id' | 'sealedKey' | 'sealedPreviousKey'>,
  xml: Buffer,
): PresetFacts {
  const parsed = parsePreset(xml);
  const keys = [instance.sealedKey, instance.sealedPreviousKey]
    .filter((sealed) => sealed !== null)
    .map((sealed) => panel.vault.open(sealed, KEY_PURPOSE));
  const named = parsed.settings.find((s) => s.plugin === 'adminpresets' && s.name === 'sensiblesettings');
  const sensible = sensibleSettings(named?.value ?? '');
  const open: Entry[] = parsed.plugins.map(([type, name, state]) => ['p', type, name, state, '']);
  const secrets: Entry[] = [];
  let unreadable = 0;
  for (const setting of parsed.settings) {
    if (isSealedSetting(setting.value)) {
      const value = openWith(keys, setting);
      if (value === null) unreadable++;
      else secrets.push(toEntry(setting, value));
    } else if (isSecretName(setting.plugin, setting.name, sensible) && isSecretValue(setting.value)) {
      secrets.push(toEntry(setting, setting.value));
    } else {
      open.push(toEntry(setting, setting.value));
    }
  }
  if (unreadable > 0) {
    panel.logger.warn(
      { instance: instance.id, unreadable },
      'a preset holds secrets that no key of its site opens',
    );
  }
  const { moodleVersion, moodleRelease, siteUrl, author } = parsed;
  return { moodleVersion, moodleRelease, siteUrl, author, open, secrets };
}

function openWith(keys: string[], { plugin, name, value }: ParsedSetting): string | null {
  for (const key of keys) {
    const opened = openSetting(key, plugin, name, value);
    if (opened !== null) return opened;
  }
  return null;
}

function toEntry({ plugin, name, flags }: ParsedSetting, value: string): Entry {
  return ['s', plugin, name, value, flags.map(([flag, text]) => `${flag}=${text}`).join(', ')];
}
