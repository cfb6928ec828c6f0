/** Takes the course archive out of an encrypted zip: ours, or one that PHP's ZipArchive has written. */
import { open, rm, type FileHandle } from 'node:fs/promises';
import { withArchiveEntry, ZipRefused } from './encrypted-entry.js';
import { tally, writableOf } from './file-streams.js';

/** An `.mbz` is compressed already: more than this many times its packed size is a bomb. */
const RATIO_LIMIT = 20;
/** Small archives may pack better; bytes that are always allowed. */
const RATIO_FLOOR = 64 * 1024 * 1024;

export interface DecryptRequest {
  /** The open zip. */
  zip: FileHandle;
  /** Absolute path of the file to write; must not exist. It is gone again after an error. */
  target: string;
  password: string;
  /** Largest archive in bytes. */
  limit: number;
  signal?: AbortSignal;
  onProgress?(fraction: number): void;
}

/**
 * Decrypts, checking the authentication code of the whole stream.
 * @returns bytes and digest (hex) of the archive
 * @throws ZipRefused when the password is wrong, the file damaged, too large, or not one course archive
 */
export async function decryptFile(request: DecryptRequest): Promise<{ size: number; sha256: string }> {
  return withArchiveEntry(request.zip, async (entry) => {
    const allowed = Math.min(request.limit, Math.max(RATIO_FLOOR, entry.compressedSize * RATIO_LIMIT));
    const tooLarge = () =>
      new ZipRefused('content', `The archive inside the zip is larger than ${allowed} bytes; refused.`);
    if (entry.uncompressedSize > allowed) throw tooLarge();
    // Moodle's PHP, which may be another user of the same group, has to read it.
    const target = await open(request.target, 'wx', 0o660);
    try {
      const sum = tally();
      const output = writableOf(
        target,
        (chunk) => {
          sum.add(chunk);
          if (sum.size > allowed) throw tooLarge();
          request.onProgress?.(entry.uncompressedSize > 0 ? sum.size / entry.uncompressedSize : 1);
        },
        request.signal,
      );
      await entry.getData(output, { password: request.password, checkSignature: true });
      return { size: sum.size, sha256: sum.sha256() };
    } catch (error) {
      await rm(request.target, { force: true });
      throw error;
    } finally {
      await target.close();
    }
  });
}
