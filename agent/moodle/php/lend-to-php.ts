/** Lets PHP read a file of the agent's where the two run as different users (`PHP_COMMAND=sudo -u www-data php`). */
import { chmod, chown, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Whom PHP runs as. Numbers, because a container's names are its own. */
export interface PhpUser {
  uid: number;
  gid: number;
}

/**
 * Gives the file, and the folder it lies in, to PHP's user when PHP could not read it. An agent that runs as root hands it
 * over; another one shares it with PHP's group, if it is in it. What cannot be done is left to PHP to complain of.
 */
export async function lendToPhp(file: string, php: PhpUser): Promise<void> {
  for (const path of [dirname(file), file]) await lend(path, php).catch(() => undefined);
}

/** As `lendToPhp`, with everything below a folder. Links are not followed. */
export async function lendFolderToPhp(folder: string, php: PhpUser): Promise<void> {
  await lendToPhp(folder, php);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await lendFolderToPhp(path, php);
    else if (entry.isFile()) await lend(path, php).catch(() => undefined);
  }
}

async function lend(path: string, { uid, gid }: PhpUser): Promise<void> {
  const found = await stat(path);
  const read = found.isDirectory() ? 0o5 : 0o4;
  const may = (bits: number) => (found.mode & bits) === bits;
  if (uid === 0 || found.uid === uid || may(read) || (found.gid === gid && may(read << 3))) return;
  if (process.geteuid?.() === 0) return chown(path, uid, gid);
  await chown(path, found.uid, gid);
  await chmod(path, (found.mode & 0o7777) | (read << 3));
}
