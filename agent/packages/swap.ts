/**
 * Puts a folder in the place of another by renames, and back. Which of them have happened is read off the disk, so that
 * either way can be gone, to its end, after a kill at any moment.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { isThere } from '../../runtime/is-there.js';
import { syncFolder } from '../../runtime/sync-folder.js';

/** All paths are absolute and lie on one file system. */
export const swap = z.object({
  /** What is replaced. */
  target: z.string(),
  /** Whether anything lay there before. */
  existed: z.boolean(),
  /** What takes its place; null when the target is only taken away. */
  staged: z.string().nullable(),
  /** Where the old one is kept. */
  kept: z.string(),
  /** Where the new one goes if it is taken back. */
  discarded: z.string(),
});
export type Swap = z.infer<typeof swap>;

/** Renames, on disk when it resolves. */
async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o2770 });
  await rename(from, to);
  await syncFolder(dirname(from));
  await syncFolder(dirname(to));
}

/** Wholly the new one when it resolves, wherever an attempt before had stopped. */
export async function swapIn({ target, existed, staged, kept }: Swap): Promise<void> {
  if (existed && !(await isThere(kept))) await move(target, kept);
  if (staged !== null && (await isThere(staged))) await move(staged, target);
}

/** Wholly the old one when it resolves; does nothing where nothing was swapped. */
export async function swapBack({ target, existed, staged, kept, discarded }: Swap): Promise<void> {
  const swapped = existed ? await isThere(kept) : staged !== null && !(await isThere(staged));
  if (!swapped) return;
  if (await isThere(target)) {
    await rm(discarded, { recursive: true, force: true });
    await move(target, discarded);
  }
  if (existed) await move(kept, target);
}
