/** The master key where none is configured: a file that only the panel's user may read. */
import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../../runtime/start-error.js';

/**
 * Reads `<dataDir>/secret.key` or makes it.
 * @returns 32 bytes
 * @throws StartError when the file holds something else
 */
export async function readOrMakeKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, 'secret.key');
  const existing = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new StartError(`${path} cannot be read (${error.code}): give it back to the panel's user.`);
  });
  if (existing === null) return makeKey(path, dataDir);
  const key = Buffer.from(existing.trim(), 'hex');
  if (key.length !== 32) {
    throw new StartError(
      `${path} is damaged: restore it from a backup; without it stored keys cannot be read.`,
    );
  }
  return key;
}

async function makeKey(path: string, dataDir: string): Promise<Buffer> {
  // Written whole beside its place and linked there: two panels starting at once end up with the same key.
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString('hex')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(temporary);
  return readOrMakeKey(dataDir);
}
