/** The port to where backups are kept. `local` is a folder on this machine. */
import type { FileHandle } from 'node:fs/promises';
import type { BackupFolder } from '../backup-name.js';

/** A file of the storage, open for reading. The caller closes the handle. */
export interface OpenBackup {
  handle: FileHandle;
  /** Absolute path on this machine. */
  path: string;
  /** Bytes. */
  size: number;
  modifiedAt: Date;
}

export interface StoredBackup {
  link: string;
  folder: BackupFolder;
  courseId: number | null;
  /** Bytes. */
  size: number;
  /** Hex; null for files that the agent has not made. */
  sha256: string | null;
  createdAt: Date;
}

/** A place for a file that is being written; nobody sees it before `commit`. */
export interface BackupDraft {
  /** Absolute path to write to. */
  path: string;
  /** The name to be, without its ending. */
  baseName: string;
  /**
   * Makes the file visible under a name that was free.
   * @param sha256 hex digest of the file
   * @returns its link
   */
  commit(sha256: string | null): Promise<string>;
  /** Removes what was written; nothing after `commit`. */
  discard(): Promise<void>;
}

export interface BackupStorage {
  /** Removes what writers that were killed have left. */
  sweep(): Promise<void>;
  /** @throws NotEnoughSpace when fewer than `bytes` would be left for the file */
  draft(folder: BackupFolder, courseId: number, ending: 'zip' | 'mbz', bytes: number): Promise<BackupDraft>;
  /** @throws BackupNotFound, BadBackupLink */
  open(link: string): Promise<OpenBackup>;
  /** @throws BackupNotFound, BadBackupLink */
  remove(link: string): Promise<void>;
  /** Newest first; half-written files are not among them. */
  list(): Promise<StoredBackup[]>;
}

/** The file is not there, or is none. */
export class BackupNotFound extends Error {
  constructor() {
    super('Backup file not found.');
    this.name = 'BackupNotFound';
  }
}
