/** New code belongs to whom the old code belongs, and has its rights. */
import { chown, lchown, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface CodeOwner {
  uid: number;
  gid: number;
  /** Permission bits of folders and of files. */
  mode: { folder: number; file: number };
}

const BITS = 0o777;

/** As the folder that is replaced, else as the one that the new folder comes to lie in. */
export async function ownerOf(target: string): Promise<CodeOwner> {
  const folder = await stat(target).catch(() => stat(dirname(target)));
  const file = await stat(join(target, 'version.php')).catch(() => null);
  const readable = folder.mode & BITS;
  return {
    uid: folder.uid,
    gid: folder.gid,
    mode: { folder: readable | 0o700, file: (file ? file.mode & BITS : readable & 0o666) | 0o600 },
  };
}

/** Hands a tree over. Only an agent that runs as root can; any other one owns what it writes. */
export async function handOver(folder: string, { uid, gid }: CodeOwner): Promise<void> {
  if (process.geteuid?.() !== 0) return;
  await chown(folder, uid, gid);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await handOver(path, { uid, gid, mode: { folder: 0, file: 0 } });
    else await lchown(path, uid, gid);
  }
}
