/** Reads an encrypted zip back from disk, whole, before anybody is told that it is good. */
import { open } from 'node:fs/promises';
import { withArchiveEntry, ZipRefused } from './encrypted-entry.js';
import type { EncryptedFile } from './encrypt-file.js';
import { readableOf, tally } from './file-streams.js';

/**
 * Checks the zip's own digest, then decrypts it and compares what is inside with what went in.
 * @param onProgress fraction from 0 to 1
 * @throws ZipRefused `damaged` when anything differs
 */
export async function verifyFile(
  path: string,
  password: string,
  expected: EncryptedFile,
  signal?: AbortSignal,
  onProgress?: (fraction: number) => void,
): Promise<void> {
  const file = await open(path, 'r');
  try {
    const outer = tally();
    const stored = readableOf(
      file,
      (chunk) => {
        outer.add(chunk);
        onProgress?.(outer.size / expected.size / 2);
      },
      signal,
    );
    await stored.pipeTo(new WritableStream());
    if (outer.size !== expected.size || outer.sha256() !== expected.sha256) throw differs('zip');
    await withArchiveEntry(file, async (entry) => {
      const inner = tally();
      const output = new WritableStream<Uint8Array>({
        write(chunk) {
          signal?.throwIfAborted();
          inner.add(chunk);
          onProgress?.(0.5 + inner.size / expected.inner.size / 2);
        },
      });
      await entry.getData(output, { password, checkSignature: true });
      if (inner.size !== expected.inner.size || inner.sha256() !== expected.inner.sha256)
        throw differs('archive inside');
    });
  } finally {
    await file.close();
  }
}

function differs(what: string): ZipRefused {
  return new ZipRefused(
    'damaged',
    `The backup read back from disk differs: the ${what} is not what was written.`,
  );
}
