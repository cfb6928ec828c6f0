/** Refuses work up front that the disk could not hold. */
import { stat, statfs } from 'node:fs/promises';
import { humanSize } from '../human-size.js';

/** Thrown before anything is written. The message names the folder and both amounts. */
export class NotEnoughSpace extends Error {
  constructor(folder: string, needed: number, free: number) {
    super(
      `Not enough free space: about ${humanSize(needed)} are needed in ${folder}, ${humanSize(free)} are free. ` +
        'Free some space and try again.',
    );
    this.name = 'NotEnoughSpace';
  }
}

/** What stays free for everybody else, in bytes. */
const RESERVE = 64 * 1024 * 1024;

/** One folder's share of the work ahead, in bytes. */
export interface SpaceNeed {
  folder: string;
  bytes: number;
}

/**
 * Checks the needs together: those of folders on one disk are added up.
 * @throws NotEnoughSpace
 */
export async function requireSpace(needs: readonly SpaceNeed[]): Promise<void> {
  const disks = new Map<number, SpaceNeed>();
  for (const need of needs) {
    const { dev } = await stat(need.folder);
    const before = disks.get(dev);
    disks.set(dev, { folder: before?.folder ?? need.folder, bytes: (before?.bytes ?? 0) + need.bytes });
  }
  for (const { folder, bytes } of disks.values()) {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const needed = Math.ceil(bytes * 1.1) + RESERVE;
    if (free < needed) throw new NotEnoughSpace(folder, needed, free);
  }
}
