/** Gets from a backup's link to a course archive that Moodle can read. */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SiteConfig } from '../moodle/site.js';
import type { BridgeRun } from '../moodle/bridge.js';
import { stagingPath } from './staging.js';
import type { BackupStorage } from './storage/backup-storage.js';
import { requireSpace } from './storage/free-space.js';
import { decryptFile } from './zip/decrypt-file.js';

/** Unpacked beside itself, an archive takes a few times its size. */
const UNPACKED_TIMES = 3;
/** Bytes; no course archive is larger. */
const ARCHIVE_LIMIT = 1024 ** 4;

/** An archive for one restore. */
export interface RestoreSource {
  /** Absolute path. */
  path: string;
  /** Removes what was written for it; the backup itself stays. */
  release(): Promise<void>;
}

export interface FindSource {
  storage: BackupStorage;
  config: Pick<SiteConfig, 'tempdir'>;
  taskId: number;
  link: string;
  password: string;
  run: BridgeRun;
}

/**
 * Decrypts a zip; a bare `.mbz` is taken where it lies.
 * @throws BackupNotFound, BadBackupLink, NotEnoughSpace, ZipRefused
 */
export async function restoreSource(request: FindSource): Promise<RestoreSource> {
  const { storage, config, link, run } = request;
  const backup = await storage.open(link);
  try {
    const staged = await stagingPath(config, request.taskId);
    await requireSpace([{ folder: dirname(staged), bytes: backup.size * UNPACKED_TIMES }]);
    if (/\.mbz$/i.test(link)) return { path: backup.path, release: async () => undefined };
    run.progress(0, 'Decrypting');
    await decryptFile({
      zip: backup.handle,
      target: staged,
      password: request.password,
      limit: ARCHIVE_LIMIT,
      signal: run.signal,
      onProgress: (fraction) => run.progress(fraction),
    });
    return { path: staged, release: () => rm(staged, { force: true }) };
  } finally {
    await backup.handle.close();
  }
}
