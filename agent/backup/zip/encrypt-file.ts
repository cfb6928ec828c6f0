/** Wraps one file into an AES-256 zip that PHP's ZipArchive and 7-Zip open. */
import { open } from 'node:fs/promises';
import { readableOf, tally, writableOf } from './file-streams.js';
import { ZipWriter } from './zip-library.js';

export interface EncryptRequest {
  /** Absolute path of the file to wrap. */
  source: string;
  /** Absolute path of the zip; what was there is lost. */
  target: string;
  /** The name inside the zip. */
  entryName: string;
  password: string;
  signal?: AbortSignal;
  /** Bytes read so far. */
  onProgress?(bytes: number): void;
}

/** Sizes in bytes, digests in hex. */
export interface EncryptedFile {
  size: number;
  sha256: string;
  inner: { size: number; sha256: string };
}

/**
 * Encrypts the file. It is stored, not deflated again, for an `.mbz` is compressed already. On disk when this resolves;
 * what was written is left behind on an error.
 */
export async function encryptFile(request: EncryptRequest): Promise<EncryptedFile> {
  const source = await open(request.source, 'r');
  try {
    // Nobody but the agent's own user has business with a course's backups.
    const target = await open(request.target, 'w', 0o600);
    try {
      const outer = tally();
      const inner = tally();
      const writer = new ZipWriter(
        writableOf(target, (chunk) => outer.add(chunk), request.signal),
        { level: 0, encryptionStrength: 3, password: request.password, keepOrder: true },
      );
      const input = readableOf(
        source,
        (chunk) => {
          inner.add(chunk);
          request.onProgress?.(inner.size);
        },
        request.signal,
      );
      await writer.add(request.entryName, input, { uncompressedSize: (await source.stat()).size });
      await writer.close();
      await target.sync();
      return {
        size: outer.size,
        sha256: outer.sha256(),
        inner: { size: inner.size, sha256: inner.sha256() },
      };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
