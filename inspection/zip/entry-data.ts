/** What an entry holds, unpacked; never more than it says. */
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { PackageRefused } from '../package-refused.js';
import { shown } from './entry-path.js';
import type { FileWindow } from './file-window.js';
import type { ZipEntry } from './local-headers.js';

/** Up to here an entry is unpacked at one go, which is many times faster than a stream for each. Bytes. */
const AT_ONCE = 1024 * 1024;

/**
 * The entry's bytes, piece by piece; its length and checksum are checked at the end.
 * @throws PackageRefused `damaged`; `too-large` when it unpacks to more than it says
 */
export async function* entryData(
  window: FileWindow,
  entry: ZipEntry,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  let size = 0;
  let sum = 0;
  for await (const piece of pieces(window, entry)) {
    signal?.throwIfAborted();
    size += piece.length;
    if (size > entry.size) throw moreThanSaid(entry);
    sum = crc32(piece, sum);
    yield piece;
  }
  if (size !== entry.size || sum !== entry.crc32) throw damaged(entry);
}

function pieces(window: FileWindow, entry: ZipEntry): AsyncIterable<Buffer> {
  if (entry.method === 0) return window.stream(entry.dataStart, entry.compressedSize);
  if (entry.size <= AT_ONCE && entry.compressedSize <= AT_ONCE) return inflatedAtOnce(window, entry);
  return inflated(window, entry);
}

async function* inflatedAtOnce(window: FileWindow, entry: ZipEntry): AsyncGenerator<Buffer> {
  const packed = await window.bytes(entry.dataStart, entry.compressedSize);
  try {
    yield inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
  } catch (error) {
    throw inflateError(error, entry);
  }
}

async function* inflated(window: FileWindow, entry: ZipEntry): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  const feeding = pipeline(Readable.from(window.stream(entry.dataStart, entry.compressedSize)), inflate);
  // The loop below sees the error too; this only keeps it from being nobody's.
  feeding.catch(() => undefined);
  try {
    yield* inflate as AsyncIterable<Buffer>;
    await feeding;
  } catch (error) {
    throw inflateError(error, entry);
  }
}

function inflateError(error: unknown, entry: ZipEntry): unknown {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ERR_BUFFER_TOO_LARGE') return moreThanSaid(entry);
  return typeof code === 'string' && /^Z_/.test(code) ? damaged(entry) : error;
}

function damaged(entry: ZipEntry): PackageRefused {
  return new PackageRefused('damaged', `The zip is damaged at ${shown(entry.path)}: fetch it again.`);
}

function moreThanSaid(entry: ZipEntry): PackageRefused {
  return new PackageRefused(
    'too-large',
    `The zip’s entry ${shown(entry.path)} unpacks to more than it says: do not use it.`,
  );
}
