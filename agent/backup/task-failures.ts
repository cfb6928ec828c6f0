/** Turns what backups fail with into sentences for the operator. */
import { TaskFailure } from '../tasks/handler.js';
import { BackupNotFound } from './storage/backup-storage.js';
import { BadBackupLink } from './storage/backup-link.js';
import { NotEnoughSpace } from './storage/free-space.js';
import { UnknownStorage } from './storage/open-storage.js';
import { ZipRefused } from './zip/encrypted-entry.js';

const told = [BackupNotFound, BadBackupLink, NotEnoughSpace, UnknownStorage, ZipRefused];

/** True for errors whose message is written for the operator. */
export function isTold(error: unknown): error is Error {
  return told.some((kind) => error instanceof kind);
}

/**
 * Runs `work`; errors that are written for the operator end the task with their own words.
 * @throws TaskFailure, or whatever else `work` threw
 */
export async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isTold(error) ? new TaskFailure(error.message) : error;
  }
}
