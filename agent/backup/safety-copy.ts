/** What a course was before a restore replaced it: a plain archive of Moodle's, beside the backups. */
import { constants } from 'node:fs';
import { chmod, copyFile } from 'node:fs/promises';
import type { BridgeRun } from '../moodle/bridge.js';
import type { Site } from '../moodle/site.js';
import type { BackupStorage } from './storage/backup-storage.js';
import { syncedDigest } from './zip/file-digest.js';

/** How many are kept of each course. */
const KEPT = 2;

/**
 * Backs the course up into `safety/`.
 * @returns its link
 * @throws BridgeError, NotEnoughSpace
 */
export async function makeSafetyCopy(
  site: Site,
  storage: BackupStorage,
  courseId: number,
  run: BridgeRun,
): Promise<string> {
  const archive = await site.bridge.backupCourse({ courseId }, run);
  try {
    const draft = await storage.draft('safety', courseId, 'mbz', archive.size);
    try {
      // Where the file system can share blocks this costs nothing.
      await copyFile(archive.path, draft.path, constants.COPYFILE_FICLONE);
      // The copy took over the mode of Moodle's file, which may be open to everybody.
      await chmod(draft.path, 0o660);
      const { size, sha256 } = await syncedDigest(draft.path);
      if (size !== archive.size) throw new Error(`The safety copy has ${size} bytes, not ${archive.size}.`);
      return await draft.commit(sha256);
    } catch (error) {
      await draft.discard();
      throw error;
    }
  } finally {
    await archive
      .release()
      .catch((error: Error) => run.log(`Moodle's own copy stays for now: ${error.message}`));
  }
}

/** Removes all but the newest of a course's safety copies, never `keep`. */
export async function pruneSafetyCopies(
  storage: BackupStorage,
  courseId: number,
  keep: string,
): Promise<void> {
  const copies = (await storage.list()).filter(
    (file) => file.folder === 'safety' && file.courseId === courseId && file.link !== keep,
  );
  for (const old of copies.slice(KEPT - 1)) await storage.remove(old.link);
}
