/** Which settings of a plugin may be shown. */
import { settingOwners } from '../moodle/reads/plugin-config.js';
import type { SettingName } from '../moodle/inventory/inventory.js';

/**
 * Plugins keep secrets in plain text settings as well, and in settings that no page shows; so the name alone is enough.
 * Rather one setting too many is left out than one too few.
 */
const secretName =
  /pass|pwd|(^|_)pw\d*($|_)|secret|token|salt|credential|private|key(?!word|board)|signature|hash|seed|cookie|session|auth_?(header|code)|bearer/i;
const secretValues: readonly RegExp[] = [
  // Keys in PEM, and what Moodle itself has encrypted.
  /-----BEGIN /,
  /^(sodium|openssl-aes-256-ctr):/,
  // Addresses with a password in them.
  /[a-z]:\/\/[^/\s:@]*:[^/\s@]+@/i,
  // JSON and PHP's serialised form.
  /"[^"]*(password|secret|api_?key|token|credential)[^"]*"\s*[:;]/i,
];

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
    [...config].filter(
      ([name, value]) =>
        !secret.has(name) &&
        !secretName.test(name) &&
        !secretValues.some((pattern) => pattern.test(value ?? '')),
    ),
  );
}
