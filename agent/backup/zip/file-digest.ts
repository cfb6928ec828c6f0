/** A file read back from disk. */
import { open } from 'node:fs/promises';
import { readableOf, tally } from './file-streams.js';

/** Bytes and digest (hex) of a file that has been written, which is on disk when this resolves. */
export async function syncedDigest(
  path: string,
  signal?: AbortSignal,
): Promise<{ size: number; sha256: string }> {
  const file = await open(path, 'r');
  try {
    await file.sync();
    const sum = tally();
    await readableOf(file, (chunk) => sum.add(chunk), signal).pipeTo(new WritableStream());
    return { size: sum.size, sha256: sum.sha256() };
  } finally {
    await file.close();
  }
}
