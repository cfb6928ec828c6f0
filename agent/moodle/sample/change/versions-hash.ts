/** Moodle's `allversionshash`: one text for the versions of all code, to see at a glance whether an upgrade is due. */
import { createHash } from 'node:crypto';

/** @param versions by component, Moodle itself as `core` */
export function versionsHash(versions: Iterable<readonly [component: string, version: string]>): string {
  const hash = createHash('sha1');
  for (const [component, version] of [...versions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${component}=${version}\n`);
  }
  return hash.digest('hex');
}
