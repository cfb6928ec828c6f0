/** Empties Moodle's cache folders without Moodle and without PHP. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Empties `cache` and `localcache` below the data root. `muc` stays: it holds the configuration of caches, not a cache.
 * Folders that config.php has put elsewhere are not found here.
 */
export async function emptyCacheFolders(dataroot: string): Promise<void> {
  for (const name of ['cache', 'localcache']) {
    const folder = join(dataroot, name);
    for (const entry of await readdir(folder).catch(() => [])) {
      await rm(join(folder, entry), { recursive: true, force: true });
    }
  }
}
