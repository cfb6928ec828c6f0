/** Which tables of a database are the site's: databases are shared, and a prefix may be empty. */

/** Together they make a Moodle: where all of these are, another site lives in the same database. */
const landmarks = ['config', 'config_plugins', 'course'];

/**
 * The tables that begin with the prefix, without those of another site whose longer prefix begins with it: of `mdl_` and
 * `mdl_b_` in one database the first must never touch the second.
 */
export function ownTables(all: readonly string[], prefix: string): string[] {
  const names = new Set(all);
  const others = all
    .filter((name) => name.endsWith(landmarks[0]!) && name.startsWith(prefix))
    .map((name) => name.slice(0, -landmarks[0]!.length))
    .filter((other) => other !== prefix && landmarks.every((landmark) => names.has(other + landmark)));
  return all
    .filter((name) => name.startsWith(prefix) && !others.some((other) => name.startsWith(other)))
    .sort();
}
