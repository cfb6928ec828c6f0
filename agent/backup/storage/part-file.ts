/** Files under a temporary name until they are whole. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isThere } from '../../../runtime/is-there.js';
import { syncFolder } from '../../../runtime/sync-folder.js';
import { errorCode } from '../error-words.js';

/** The temporary name of a file; it says which process writes it. */
export function partName(name: string): string {
  return `${name}.${process.pid}-${randomBytes(4).toString('hex')}.part`;
}

/**
 * True for a temporary file whose writer is dead. Must be asked before this process writes any of its own: a number
 * like its own is then that of a predecessor, as in containers, where every agent is process 1.
 */
export function isAbandoned(name: string): boolean {
  const match = /\.(\d+)-[0-9a-f]{8}\.part$/.exec(name);
  if (!match) return false;
  const pid = Number(match[1]);
  return pid === process.pid || !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
  try {
    // A zombie writes no more; where nobody collects the dead, as in many containers, it stays for ever.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

/** Removes what dead writers have left in a folder, which need not be there. To be called when `isAbandoned` may be asked. */
export async function sweepAbandoned(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    if (isAbandoned(name)) await rm(join(folder, name), { force: true });
  }
}

/**
 * Gives a temporary file its name, on disk when it resolves.
 * @returns false when the name is taken; nothing has changed then
 */
export async function publish(part: string, path: string): Promise<boolean> {
  try {
    // Unlike a rename, a link never replaces a file.
    await link(part, path);
    await unlink(part);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP') throw error;
    // A file system without links.
    if (await isThere(path)) return false;
    await rename(part, path);
  }
  await syncFolder(dirname(path));
  return true;
}

/** Writes the digest of a file beside it. */
export async function writeDigest(path: string, sha256: string, name: string): Promise<void> {
  await writeFile(path, `${sha256}  ${name}\n`, { mode: 0o600 });
}
