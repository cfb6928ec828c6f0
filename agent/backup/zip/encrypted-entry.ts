/** Reads the one course archive inside a zip. Trusts nothing that the zip says of itself. */
import type { FileHandle } from 'node:fs/promises';
import { errorCode, errorMessage } from '../error-words.js';
import { FileReader } from './file-streams.js';
import { ERR_ENCRYPTED, ERR_INVALID_PASSWORD, ZipReader, type FileEntry } from './zip-library.js';

/** Why a zip was refused. The message is fit for an operator. */
export class ZipRefused extends Error {
  constructor(
    readonly reason: 'password' | 'damaged' | 'content',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ZipRefused';
  }
}

/** One backup holds one archive; a few more entries are looked at to say so, and no more. */
const ENTRIES_LIMIT = 4;

/**
 * Runs `use` on the only entry of the zip, which must be an `.mbz` with a plain name.
 * @throws ZipRefused `content` for anything else, `password` and `damaged` for what zip.js finds while reading
 */
export async function withArchiveEntry<T>(
  file: FileHandle,
  use: (entry: FileEntry) => Promise<T>,
): Promise<T> {
  const reader = new ZipReader(new FileReader(file));
  try {
    const entries: FileEntry[] = [];
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory || entries.length >= ENTRIES_LIMIT) throw notOneArchive();
      entries.push(entry);
    }
    const [entry] = entries;
    if (!entry || entries.length !== 1 || !isArchiveName(entry.filename)) throw notOneArchive();
    return await use(entry);
  } catch (error) {
    throw refusal(error);
  } finally {
    await reader.close().catch(() => undefined);
  }
}

function isArchiveName(name: string): boolean {
  return /^[^/\\:\0]{1,255}\.mbz$/i.test(name) && !name.startsWith('.');
}

function notOneArchive(): ZipRefused {
  return new ZipRefused('content', 'The zip must hold exactly one course backup (.mbz) and nothing else.');
}

function refusal(error: unknown): unknown {
  // What the disk says has a code, an abort has a name; the rest is zip.js's word on the file.
  if (error instanceof ZipRefused || errorCode(error) !== undefined || isAbort(error)) return error;
  const message = errorMessage(error);
  if (message === ERR_INVALID_PASSWORD || message === ERR_ENCRYPTED)
    return new ZipRefused('password', 'Password incorrect.', { cause: error });
  return new ZipRefused('damaged', `The backup file is damaged (${message}).`, { cause: error });
}

function isAbort(error: unknown): boolean {
  const name: unknown =
    typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;
  return name === 'AbortError' || name === 'TaskStop' || name === 'TimeoutError';
}
