/** Compares the header in front of each entry (PKWARE's APPNOTE 4.3.7) with the list, and finds where its data lie. */
import { PackageRefused } from '../package-refused.js';
import type { DirectoryRecord } from './central-directory.js';
import { shown } from './entry-path.js';
import type { FileWindow } from './file-window.js';

const HEADER = 0x04034b50;
const HEADER_LENGTH = 30;
/** The sizes follow the data instead of standing in the header. */
const DESCRIPTOR = 1 << 3;
/** Encryption, descriptor, UTF-8: what changes how an entry is read. */
const MEANING = (1 << 0) | DESCRIPTOR | (1 << 6) | (1 << 11);

/** An entry whose header agrees with the list, and whose data overlap no other's. */
export interface ZipEntry {
  /** Relative, with slashes and none at the end; safe. */
  path: string;
  folder: boolean;
  /** 0 stored, 8 deflated. */
  method: number;
  crc32: number;
  compressedSize: number;
  /** Bytes when unpacked: as many and no more are ever given. */
  size: number;
  /** Where the data begin in the file. */
  dataStart: number;
}

/**
 * @param records by their place in the file
 * @param end where the last entry must end
 * @throws PackageRefused `unsafe` when an entry differs from the list or overlaps another, `damaged`
 */
export async function locateEntries(
  window: FileWindow,
  records: readonly DirectoryRecord[],
  end: number,
  signal?: AbortSignal,
): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  let free = 0;
  for (const record of records) {
    signal?.throwIfAborted();
    const { path, folder, method, crc32, compressedSize, size } = record;
    const dataStart = await dataStartOf(window, record);
    const dataEnd = dataStart + compressedSize;
    if (record.offset < free || dataEnd > end) {
      throw new PackageRefused(
        'unsafe',
        `The zip’s entries overlap each other at ${shown(path)}: do not use it.`,
      );
    }
    free = dataEnd;
    entries.push({ path, folder, method, crc32, compressedSize, size, dataStart });
  }
  return entries;
}

async function dataStartOf(window: FileWindow, record: DirectoryRecord): Promise<number> {
  const head = await window.bytes(record.offset, HEADER_LENGTH);
  if (head.readUInt32LE(0) !== HEADER) {
    throw new PackageRefused('damaged', `The zip is damaged at ${shown(record.path)}: fetch it again.`);
  }
  const nameLength = head.readUInt16LE(26);
  const extraLength = head.readUInt16LE(28);
  const agrees =
    ((head.readUInt16LE(6) ^ record.flags) & MEANING) === 0 &&
    head.readUInt16LE(8) === record.method &&
    sizesAgree(head, record);
  const name = await window.bytes(record.offset + HEADER_LENGTH, nameLength);
  if (!agrees || name.toString('latin1') !== record.rawName) {
    throw new PackageRefused(
      'unsafe',
      `The zip’s list of contents and its entry ${shown(record.path)} contradict each other: do not use it.`,
    );
  }
  return record.offset + HEADER_LENGTH + nameLength + extraLength;
}

/** Sizes that follow the data, or that stand in an extra field, are left open in the header. */
function sizesAgree(head: Buffer, record: DirectoryRecord): boolean {
  const open = (record.flags & DESCRIPTOR) !== 0;
  const agrees = (found: number, listed: number) =>
    found === listed || found === 0xffffffff || (open && found === 0);
  return (
    agrees(head.readUInt32LE(14), record.crc32) &&
    agrees(head.readUInt32LE(18), record.compressedSize) &&
    agrees(head.readUInt32LE(22), record.size)
  );
}
