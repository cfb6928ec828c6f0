/**
 * Which settings are secrets although they came in clear: the PHP plugin seals nothing, and Moodle's own list leaves out
 * what third-party plugins bring. Rather one setting too many hidden than one password shown.
 */

/** Moodle's default of `adminpresets/sensiblesettings` (admin/settings/security.php), `name@@plugin`, as far as the ending does not tell. */
const listed = new Set([
  'none/recaptchapublickey',
  'none/googlemapkey3',
  'none/smtpuser',
  'none/allowedip',
  'none/blockedip',
]);

const ENDING =
  /(?:pass|passw|passwd|password|passphrase|secretphrase|secret|secretkey|secret_key|salt|api_?keys?|token|private_?key|license_?key|access_?key|auth_?key|encryption_?key|client_?key|consumer_?key|shared_?key|ssh_?key|pem|bind_?pw|_pw|pwd|credentials?)[0-9]*$/;

/** @param sensible the site's own list of names, `plugin/name`, as `sensibleSettings` reads it */
export function isSecretName(plugin: string, name: string, sensible: ReadonlySet<string> = listed): boolean {
  const key = `${plugin}/${name}`;
  return listed.has(key) || sensible.has(key) || ENDING.test(name);
}

/** A switch such as `requirepassword` is no password, and neither is nothing. */
export const isSecretValue = (value: string): boolean => value.length > 1;

/** Reads the value of `adminpresets/sensiblesettings`: `name@@plugin` with commas between. */
export function sensibleSettings(text: string): Set<string> {
  return new Set(
    text
      .toLowerCase()
      .split(',')
      .map((entry) => entry.trim().split('@@'))
      .filter(([name, plugin]) => name && plugin)
      .map(([name, plugin]) => `${plugin}/${name}`),
  );
}
