/** Finds the list of contents at the end of a zip (PKWARE's APPNOTE 4.3.14 to 4.3.16). */
import { PackageRefused } from '../package-refused.js';
import type { FileWindow } from './file-window.js';

const END = 0x06054b50;
const END_LENGTH = 22;
const END64 = 0x06064b50;
const END64_LENGTH = 56;
const LOCATOR64 = 0x07064b50;
const LOCATOR64_LENGTH = 20;

export interface EndRecord {
  entries: number;
  /** Where the list begins and ends in the file. */
  start: number;
  end: number;
}

/** @throws PackageRefused `damaged` for what is no zip; `unsafe` for one that two programs could read differently */
export async function findEnd(window: FileWindow): Promise<EndRecord> {
  const tailLength = Math.min(window.size, END_LENGTH + 0xffff);
  const tail = await window.bytes(window.size - tailLength, tailLength);
  const places: number[] = [];
  for (let at = tail.length - END_LENGTH; at >= 0; at--) {
    // The comment after the record reaches to the very end of the file.
    if (tail.readUInt32LE(at) !== END || at + END_LENGTH + tail.readUInt16LE(at + 20) !== tail.length)
      continue;
    places.push(at);
  }
  const [place] = places;
  if (place === undefined) {
    throw new PackageRefused('damaged', 'The file is not a zip, or it is cut off: fetch it again.');
  }
  if (places.length > 1) {
    throw new PackageRefused('unsafe', 'The zip has two lists of contents: pack it again.');
  }
  const record = tail.subarray(place, place + END_LENGTH);
  if (record.readUInt16LE(4) !== 0 || record.readUInt16LE(6) !== 0) {
    throw new PackageRefused('damaged', 'The zip is one part of several: join them first.');
  }
  const found: EndRecord = {
    entries: record.readUInt16LE(10),
    start: record.readUInt32LE(16),
    end: record.readUInt32LE(16) + record.readUInt32LE(12),
  };
  const position = window.size - tailLength + place;
  return checked((await large(window, position)) ?? { ...found, position });
}

/** The record for large zips, where there is one. */
async function large(
  window: FileWindow,
  endPosition: number,
): Promise<(EndRecord & { position: number }) | null> {
  if (endPosition < LOCATOR64_LENGTH + END64_LENGTH) return null;
  const locator = await window.bytes(endPosition - LOCATOR64_LENGTH, LOCATOR64_LENGTH);
  if (locator.readUInt32LE(0) !== LOCATOR64) return null;
  const position = asNumber(locator.readBigUInt64LE(8));
  const record = await window.bytes(position, END64_LENGTH);
  if (record.readUInt32LE(0) !== END64) throw inconsistent();
  const start = asNumber(record.readBigUInt64LE(48));
  return {
    entries: asNumber(record.readBigUInt64LE(32)),
    start,
    end: start + asNumber(record.readBigUInt64LE(40)),
    position,
  };
}

/** @param found with the position of the record that it was read from, which the list reaches to */
function checked({ position, ...found }: EndRecord & { position: number }): EndRecord {
  if (found.end !== position) throw inconsistent();
  return found;
}

function inconsistent(): PackageRefused {
  return new PackageRefused(
    'damaged',
    'The zip contradicts itself about where its contents are: fetch it again.',
  );
}

/** Numbers beyond what JavaScript counts exactly are of no real file. */
export function asNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw inconsistent();
  return Number(value);
}
