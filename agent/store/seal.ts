/** Secrets at rest: AES-256-GCM texts in the store, by a key that lies beside it in a 0600 file. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../../runtime/start-error.js';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1.';

export interface Seal {
  /** `purpose` binds the text to its column: what was sealed for one cannot be put in place of another. */
  seal(purpose: string, text: string): string;
  /** @throws Error when the text was changed, sealed by another key or for another purpose */
  open(purpose: string, sealed: string): string;
  /** A digest that tells nothing without the key, for comparing texts that may hold secrets. */
  digest(...parts: string[]): string;
}

/** @param key 32 bytes */
export function createSeal(key: Buffer): Seal {
  if (key.length !== KEY_BYTES) throw new Error(`The key must have ${KEY_BYTES} bytes.`);
  return {
    seal(purpose, text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return VERSION + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
    },
    open(purpose, sealed) {
      if (!sealed.startsWith(VERSION)) throw new Error('Not a sealed text.');
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const body = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
      return Buffer.concat([body, decipher.final()]).toString('utf8');
    },
    digest: (...parts) =>
      createHmac('sha256', key)
        .update(parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join(''))
        .digest('hex'),
  };
}

/**
 * Reads `<dataDir>/seal.key`, and makes it at the first start. Two processes that start at once get the same key.
 * @throws StartError when the file is damaged
 */
export async function loadSealKey(dataDir: string): Promise<Buffer> {
  const file = join(dataDir, 'seal.key');
  const read = async () => Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  const key = await read().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    const fresh = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
    await writeFile(fresh, randomBytes(KEY_BYTES).toString('base64') + '\n', {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
    // `link` refuses to replace, so that the slower of two processes takes the key of the faster one.
    await link(fresh, file).catch((failure: NodeJS.ErrnoException) => {
      if (failure.code !== 'EEXIST') throw failure;
    });
    await unlink(fresh);
    return read();
  });
  if (key.length !== KEY_BYTES) {
    throw new StartError(`${file} is damaged: put it back from a copy of the agent's data folder.`);
  }
  return key;
}
