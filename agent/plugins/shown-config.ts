/** Which settings of a plugin may be shown. */
import { looksSecret } from '../moodle/secret-patterns.js';
import { settingOwners } from '../moodle/reads/plugin-config.js';
import type { SettingName } from '../moodle/inventory/inventory.js';

/**
 * Leaves out everything that is a secret.
 * @param secrets the settings that Moodle treats as passwords, of all components
 */
export function shownConfig(
  component: string,
  config: ReadonlyMap<string, string | null>,
  secrets: readonly SettingName[],
): Record<string, string | null> {
  const owners = settingOwners(component);
  const secret = new Set(
    secrets.flatMap(({ plugin, name }) => (plugin !== null && owners.includes(plugin) ? [name] : [])),
  );
  return Object.fromEntries(
    [...config].filter(([name, value]) => !secret.has(name) && !looksSecret(name, value ?? '')),
  );
}
