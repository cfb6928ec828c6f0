/** Reads a zip's list of contents (PKWARE's APPNOTE 4.3.12), record by record. */
import { PackageRefused } from '../package-refused.js';
import { asNumber, findEnd } from './end-record.js';
import { assertSafePath, decodeName, shown } from './entry-path.js';
import type { FileWindow } from './file-window.js';
import type { ZipLimits } from './limits.js';
import { TreeGuard } from './tree-guard.js';

const RECORD = 0x02014b50;
const RECORD_LENGTH = 46;
const ZIP64 = 0x0001;
const ENCRYPTED = (1 << 0) | (1 << 6) | (1 << 13);

/** One line of the list. */
export interface DirectoryRecord {
  /** Relative, with slashes and none at the end; safe. */
  path: string;
  folder: boolean;
  /** 0 stored, 8 deflated. */
  method: number;
  flags: number;
  crc32: number;
  compressedSize: number;
  size: number;
  /** Where the entry's own header lies. */
  offset: number;
  /** The name's bytes, as latin1. */
  rawName: string;
}

/**
 * @returns the records by their place in the file, and where the last may end
 * @throws PackageRefused `damaged`, `unsafe`, `too-large`
 */
export async function readDirectory(
  window: FileWindow,
  limits: ZipLimits,
): Promise<{ records: DirectoryRecord[]; end: number }> {
  const list = await findEnd(window);
  if (list.entries > limits.entries) {
    throw new PackageRefused(
      'too-large',
      `The zip holds ${list.entries} entries; ${limits.entries} are taken.`,
    );
  }
  const records: DirectoryRecord[] = [];
  const tree = new TreeGuard();
  let position = list.start;
  while (position < list.end && records.length < list.entries) {
    const { record, length } = await readRecord(window, position);
    tree.add(record.path, record.folder);
    records.push(record);
    position += length;
  }
  if (position !== list.end || records.length !== list.entries) {
    throw new PackageRefused('damaged', 'The zip holds other entries than it lists: fetch it again.');
  }
  records.sort((a, b) => a.offset - b.offset);
  return { records, end: list.start };
}

async function readRecord(window: FileWindow, position: number) {
  const head = await window.bytes(position, RECORD_LENGTH);
  if (head.readUInt32LE(0) !== RECORD) {
    throw new PackageRefused('damaged', 'The zip’s list of contents is damaged: fetch it again.');
  }
  const fixed = {
    host: head.readUInt8(5),
    flags: head.readUInt16LE(8),
    method: head.readUInt16LE(10),
    crc32: head.readUInt32LE(16),
    compressedSize: head.readUInt32LE(20),
    size: head.readUInt32LE(24),
    attributes: head.readUInt32LE(38),
    offset: head.readUInt32LE(42),
  };
  const nameLength = head.readUInt16LE(28);
  const extraLength = head.readUInt16LE(30);
  const length = RECORD_LENGTH + nameLength + extraLength + head.readUInt16LE(32);
  const rest = await window.bytes(position + RECORD_LENGTH, nameLength + extraLength);
  const raw = rest.subarray(0, nameLength);
  const extra = extraFields(rest.subarray(nameLength));
  const name = decodeName(raw, fixed.flags, extra);
  const folder = name.endsWith('/');
  const path = folder ? name.slice(0, -1) : name;
  assertSafePath(path);
  assertPlain(name, folder, fixed);
  const sizes = withLargeSizes(fixed, extra.get(ZIP64));
  if (folder && sizes.size > 0) {
    throw new PackageRefused('unsafe', `The zip holds a folder with contents of its own: ${shown(name)}.`);
  }
  const record: DirectoryRecord = {
    path,
    folder,
    method: fixed.method,
    flags: fixed.flags,
    crc32: fixed.crc32,
    ...sizes,
    rawName: raw.toString('latin1'),
  };
  return { record, length };
}

/** @throws PackageRefused for anything but a readable file or folder */
function assertPlain(
  name: string,
  folder: boolean,
  record: { host: number; flags: number; method: number; attributes: number },
): void {
  if ((record.flags & ENCRYPTED) !== 0) {
    throw new PackageRefused('unsafe', 'The zip is encrypted: pack it again without a password.');
  }
  // The upper half of the attributes is the Unix mode, whatever system the zip says it is of.
  const kind = (record.attributes >>> 16) & 0o170000;
  const expected = folder ? 0o040000 : 0o100000;
  if (kind !== 0 && kind !== expected) {
    throw new PackageRefused('unsafe', `The zip holds a link or a device: ${shown(name)}. Pack it without.`);
  }
  if (record.method !== 0 && record.method !== 8) {
    throw new PackageRefused(
      'damaged',
      `The zip is compressed in a way that is not understood (method ${record.method}): pack it again with "deflate".`,
    );
  }
}

interface Sizes {
  size: number;
  compressedSize: number;
  offset: number;
}

/** Values that do not fit into the record stand in an extra field, in this order. */
function withLargeSizes({ size, compressedSize, offset }: Sizes, field: Buffer | undefined): Sizes {
  let at = 0;
  const value = (small: number): number => {
    if (small !== 0xffffffff) return small;
    if (!field || at + 8 > field.length) {
      throw new PackageRefused('damaged', 'The zip’s list of contents lacks a size: fetch it again.');
    }
    at += 8;
    return asNumber(field.readBigUInt64LE(at - 8));
  };
  return { size: value(size), compressedSize: value(compressedSize), offset: value(offset) };
}

function extraFields(bytes: Buffer): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length;) {
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (end > bytes.length) break;
    fields.set(bytes.readUInt16LE(at), bytes.subarray(at + 4, end));
    at = end;
  }
  return fields;
}
