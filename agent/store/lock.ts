/** One agent for each data folder. The lock is the operating system's, so that none is left over after kill -9. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { prepareDataDir } from './database.js';

/**
 * Takes the data folder for this process until `release` or the end of the process.
 * @returns null when another process has it
 * @throws StartError when the folder cannot be used
 */
export function lockDataDir(dataDir: string): { release(): void } | null {
  prepareDataDir(dataDir);
  const file = join(dataDir, 'agent.lock');
  const database = new Database(file);
  try {
    chmodSync(file, 0o600);
    // SQLite holds file locks for as long as this transaction is open; nothing is written.
    database.exec('PRAGMA busy_timeout = 0');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return null;
    throw error;
  }
  return {
    release() {
      if (database.inTransaction) database.exec('ROLLBACK');
      database.close();
    },
  };
}
