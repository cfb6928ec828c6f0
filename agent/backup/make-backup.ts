/** Makes one course backup: Moodle's archive, encrypted, read back, and only then given its name. */
import type { Site } from '../moodle/site.js';
import type { BridgeRun } from '../moodle/bridge.js';
import type { BackupMode } from '../../contract/agent/backups.js';
import { backupPassword } from './password.js';
import type { BackupStorage } from './storage/backup-storage.js';
import { subRun } from './sub-progress.js';
import { encryptFile } from './zip/encrypt-file.js';
import { verifyFile } from './zip/verify-file.js';

/** A backup that was read back and found whole. */
export interface FinishedBackup {
  link: string;
  password: string;
  /** Bytes of the zip. */
  size: number;
  /** Of the zip, hex. */
  sha256: string;
}

export interface MakeBackup {
  site: Site;
  storage: BackupStorage;
  courseId: number;
  mode: BackupMode;
  run: BridgeRun;
  /** Called with everything but the link just before the file gets its name; the file appears after it resolves. */
  beforeCommit(backup: Omit<FinishedBackup, 'link'>): Promise<void>;
}

/**
 * Runs the whole way. Nothing is left behind when it fails, neither in the storage nor in Moodle.
 * @throws BridgeError, NotEnoughSpace, ZipRefused when the file does not read back
 */
export async function makeBackup(request: MakeBackup): Promise<FinishedBackup> {
  const { site, storage, courseId, mode, run } = request;
  const archive = await site.bridge.backupCourse({ courseId }, subRun(run, 0, 0.6));
  try {
    run.log(`Moodle has made an archive of ${archive.size} bytes.`);
    const draft = await storage.draft(mode, courseId, 'zip', archive.size);
    try {
      const password = backupPassword();
      run.progress(0.6, 'Encrypting');
      const written = await encryptFile({
        source: archive.path,
        target: draft.path,
        entryName: `${draft.baseName}.mbz`,
        password,
        signal: run.signal,
        onProgress: (bytes) => run.progress(0.6 + (0.2 * bytes) / archive.size),
      });
      run.progress(0.8, 'Reading the file back');
      await verifyFile(draft.path, password, written, run.signal, (fraction) =>
        run.progress(0.8 + 0.19 * fraction),
      );
      run.signal.throwIfAborted();
      const { size, sha256 } = written;
      await request.beforeCommit({ password, size, sha256 });
      const link = await draft.commit(sha256);
      run.log(`${link}: ${size} bytes, read back and verified, sha256 ${sha256}.`);
      return { link, password, size, sha256 };
    } catch (error) {
      await draft.discard();
      throw error;
    }
  } finally {
    // Moodle's copy goes on every path; should that fail, the next backup's clean-up takes it.
    await archive
      .release()
      .catch((error: Error) => run.log(`Moodle's own copy stays for now: ${error.message}`));
  }
}
