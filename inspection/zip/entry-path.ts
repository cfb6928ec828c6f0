/** Names of a zip's entries: refused unless they are plain paths below the folder that the zip is unpacked to. */
import { crc32 } from 'node:zlib';
import { PackageRefused } from '../package-refused.js';

const UTF8_FLAG = 1 << 11;
/** Info-ZIP's extra field that gives a name in UTF-8 beside one in an older encoding. */
const UNICODE_PATH = 0x7075;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The name of an entry as text. Many writers use UTF-8 without saying so.
 * @throws PackageRefused `unsafe` when different programs would read different names
 */
export function decodeName(raw: Buffer, flags: number, extra: ReadonlyMap<number, Buffer>): string {
  const plain = decoded(raw);
  const field = extra.get(UNICODE_PATH);
  const counts = field && field.length > 5 && field[0] === 1 && field.readUInt32LE(1) === crc32(raw);
  const unicode = counts ? decoded(field.subarray(5)) : null;
  if (plain === null && unicode !== null && (flags & UTF8_FLAG) === 0) return unicode;
  if (plain === null || (unicode !== null && unicode !== plain)) {
    throw new PackageRefused(
      'unsafe',
      `The zip holds a file whose name is not UTF-8 (${shown(raw.toString('latin1'))}): pack it again with UTF-8 names.`,
    );
  }
  return plain;
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** What is wrong with each part of a path, for the message. */
function badPart(part: string): string | null {
  if (part === '') return 'an empty part';
  if (part === '.' || part === '..') return `the part "${part}"`;
  if (Buffer.byteLength(part) > 255) return 'a part of more than 255 bytes';
  return null;
}

function complaint(path: string): string | null {
  if (path === '') return 'no name';
  // eslint-disable-next-line no-control-regex -- these are what must not be there
  if (/[\u0000-\u001f\u007f-\u009f]/.test(path)) return 'a control character';
  if (path.includes('\\')) return 'a backslash';
  if (path.startsWith('/')) return 'an absolute path';
  // Drive letters, and the second streams of files on Windows.
  if (path.includes(':')) return 'a colon';
  if (Buffer.byteLength(path) > 1024) return 'more than 1024 bytes';
  for (const part of path.split('/')) {
    const bad = badPart(part);
    if (bad) return bad;
  }
  return null;
}

/**
 * Checks a relative path with slashes.
 * @param path without a slash at the end
 * @throws PackageRefused `unsafe`
 */
export function assertSafePath(path: string): void {
  const bad = complaint(path);
  if (bad !== null) {
    throw new PackageRefused(
      'unsafe',
      `The zip holds a file with an unsafe name (${bad}): ${shown(path)}. Do not use it; ask whoever made it for a proper one.`,
    );
  }
}

/** A name fit for a message: quoted, escaped, cut. */
export function shown(name: string): string {
  const text = JSON.stringify(name);
  return text.length > 120 ? `${text.slice(0, 117)}…"` : text;
}
