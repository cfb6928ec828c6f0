/** Keeps a second panel off a data folder. The lock is the operating system's, so a killed process leaves none behind. */
import { join } from 'node:path';
import Database from 'libsql';
import { StartError } from '../../runtime/start-error.js';

export interface FolderLock {
  release(): void;
}

/** @throws StartError when another process holds the folder */
export function lockFolder(folder: string): FolderLock {
  // SQLite's exclusive lock is a lock of the kernel on every system, which Node itself has no call for.
  const database = new Database(join(folder, 'panel.lock'));
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) {
      throw new StartError(
        `Another panel is running on ${folder}: stop it or set DATA_DIR to another folder.`,
      );
    }
    throw error;
  }
  return { release: () => void database.close() };
}
