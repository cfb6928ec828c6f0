/** Writes a zip's files into a new folder: all of them, or nothing. */
import { constants } from 'node:fs';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { isBelow, isLitter } from './litter.js';
import { PackageRefused } from './package-refused.js';
import { assertSafePath } from './zip/entry-path.js';
import { coreLimits, type ZipLimits } from './zip/limits.js';
import type { ZipEntry } from './zip/local-headers.js';
import { withZip, type ZipFile } from './zip/zip-file.js';

export interface UnpackOptions {
  signal?: AbortSignal;
  /** How much is taken; what is left out is as for Moodle itself. */
  limits?: Partial<ZipLimits>;
  /** By default 0644 and 0755, whatever the zip and the umask say. */
  mode?: { file: number; folder: number };
}

/**
 * Unpacks what lies below `root`. Every path, size and checksum is checked again, for the zip may have changed since it
 * was inspected.
 * @param file absolute path of the zip
 * @param root a folder in the zip, as the inspection tells; empty for everything
 * @param target absolute; must not exist, while the folder above it must. Gone again after an error or an abort
 * @throws PackageRefused; system errors (`EEXIST`, `ENOSPC` …); the reason of an abort
 */
export async function unpack(
  file: string,
  root: string,
  target: string,
  options: UnpackOptions = {},
): Promise<void> {
  const { signal, mode = { file: 0o644, folder: 0o755 } } = options;
  signal?.throwIfAborted();
  if (root !== '') assertSafePath(root);
  await withZip(file, { limits: { ...coreLimits, ...options.limits }, signal }, async (zip) => {
    const entries = zip.entries.filter((entry) => isBelow(entry.path, root) && !isLitter(entry.path));
    if (entries.length === 0) throw new PackageRefused('layout', `The zip has no folder "${root}".`);
    await makeFolder(target, mode.folder);
    try {
      await writeEntries(zip, entries, { root, target, mode, signal });
    } catch (error) {
      await rm(target, { recursive: true, force: true });
      throw error;
    }
  });
}

async function writeEntries(
  zip: ZipFile,
  entries: readonly ZipEntry[],
  to: Required<Pick<UnpackOptions, 'mode'>> & { root: string; target: string; signal?: AbortSignal },
): Promise<void> {
  // Every folder is made here: none can be a link that stood there before.
  const made = new Set([to.target]);
  const folder = async (path: string): Promise<void> => {
    if (made.has(path)) return;
    await folder(dirname(path));
    await makeFolder(path, to.mode.folder);
    made.add(path);
  };
  for (const entry of entries) {
    to.signal?.throwIfAborted();
    const path = pathBelow(to.target, to.root === '' ? entry.path : entry.path.slice(to.root.length + 1));
    await folder(entry.folder ? path : dirname(path));
    if (!entry.folder) await writeFile(path, to.mode.file, zip.data(entry));
  }
}

/** @throws PackageRefused `unsafe` */
function pathBelow(target: string, path: string): string {
  assertSafePath(path);
  const full = join(target, path);
  const back = relative(target, full);
  if (back === '' || back === '..' || back.startsWith(`..${sep}`)) {
    throw new PackageRefused('unsafe', 'The zip holds a file outside of its folder: do not use it.');
  }
  return full;
}

/** The umask may take rights that the web server needs: the mode is set once more. */
async function makeFolder(path: string, mode: number): Promise<void> {
  await mkdir(path);
  await withHandle(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW, (made) =>
    made.chmod(mode),
  );
}

async function writeFile(path: string, mode: number, data: AsyncIterable<Buffer>): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  await withHandle(path, flags, async (file) => {
    for await (const piece of data) {
      for (let done = 0; done < piece.length;) {
        done += (await file.write(piece, done)).bytesWritten;
      }
    }
    await file.chmod(mode);
  });
}

async function withHandle(
  path: string,
  flags: number,
  use: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}
