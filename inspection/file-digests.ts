/** Size and checksums of what passes through. */
import { createHash } from 'node:crypto';
import type { FileDigests } from './plugin-package.js';

/** Both checksums in one pass. */
export async function digestsOf(bytes: AsyncIterable<Uint8Array>): Promise<FileDigests> {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  let size = 0;
  for await (const chunk of bytes) {
    sha256.update(chunk);
    md5.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}
