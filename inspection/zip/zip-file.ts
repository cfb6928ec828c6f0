/**
 * A zip that is read as if an attacker had made it: everything that two programs could understand differently is
 * refused, and so is what could reach beyond the folder it is unpacked to. Only the list of contents is in memory.
 */
import { open } from 'node:fs/promises';
import { PackageRefused } from '../package-refused.js';
import { readDirectory } from './central-directory.js';
import { entryData } from './entry-data.js';
import { shown } from './entry-path.js';
import { FileWindow } from './file-window.js';
import type { ZipLimits } from './limits.js';
import { locateEntries, type ZipEntry } from './local-headers.js';

export interface ZipFile {
  /** By their place in the file: reading them in this order is fastest. */
  readonly entries: readonly ZipEntry[];
  /** Bytes of the file. */
  readonly size: number;
  /** The file as it is, from beginning to end. */
  bytes(): AsyncIterable<Buffer>;
  /** An entry's contents, piece by piece, checked. */
  data(entry: ZipEntry): AsyncIterable<Buffer>;
  /** @throws PackageRefused `too-large` for an entry of more than `limit` bytes */
  whole(entry: ZipEntry, limit: number): Promise<Buffer>;
  /** Unpacks everything to nowhere, which checks every length and checksum. */
  verify(): Promise<void>;
}

/**
 * Opens a zip for as long as `use` takes.
 * @throws PackageRefused `damaged`, `unsafe` or `too-large`, before `use` is called or while it reads
 */
export async function withZip<T>(
  path: string,
  options: { limits: ZipLimits; signal?: AbortSignal },
  use: (zip: ZipFile) => Promise<T>,
): Promise<T> {
  const { limits, signal } = options;
  const file = await open(path, 'r');
  try {
    const window = await FileWindow.over(file);
    if (window.size > limits.packed) {
      throw new PackageRefused('too-large', `The zip has ${window.size} bytes; ${limits.packed} are taken.`);
    }
    const { records, end } = await readDirectory(window, limits);
    const entries = await locateEntries(window, records, end, signal);
    assertNoBomb(entries, window.size, limits);
    return await use({
      entries,
      size: window.size,
      async *bytes() {
        for await (const piece of window.stream(0, window.size)) {
          signal?.throwIfAborted();
          yield piece;
        }
      },
      data: (entry) => entryData(window, entry, signal),
      async whole(entry, limit) {
        if (entry.size > limit) {
          throw new PackageRefused('too-large', `${shown(entry.path)} has more than ${limit} bytes.`);
        }
        const pieces: Buffer[] = [];
        for await (const piece of entryData(window, entry, signal)) pieces.push(piece);
        return Buffer.concat(pieces);
      },
      async verify() {
        for (const entry of entries) {
          for await (const piece of entryData(window, entry, signal)) void piece;
        }
      },
    });
  } finally {
    await file.close();
  }
}

/** The sizes that the entries say hold for what they unpack to: `entryData` gives no more. */
function assertNoBomb(entries: readonly ZipEntry[], packed: number, limits: ZipLimits): void {
  const unpacked = entries.reduce((sum, entry) => sum + entry.size, 0);
  const bomb = unpacked > limits.ratioFrom && unpacked > packed * limits.ratio;
  if (bomb || unpacked > limits.unpacked) {
    throw new PackageRefused(
      'too-large',
      `The zip would unpack to ${unpacked} bytes from ${packed}: no plugin and no Moodle does. Do not use it.`,
    );
  }
}
