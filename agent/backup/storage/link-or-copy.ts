/** A file that stays its owner's, kept besides. */
import { constants } from 'node:fs';
import { copyFile, link } from 'node:fs/promises';
import { errorCode } from '../error-words.js';

/** Another disk, a file system without links, or a file of another user, which Linux lets nobody link. */
const copyInstead = new Set(['EXDEV', 'EPERM', 'EACCES', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * A second name for a file where there can be one, else a copy of it.
 * @param target does not exist yet; not whole under this name before it resolves
 */
export async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    if (!copyInstead.has(errorCode(error) ?? '')) throw error;
    await copyFile(source, target, constants.COPYFILE_FICLONE);
  }
}
