/** Backups in a folder on this machine. */
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, realpath, rm, unlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { backupBaseName, backupFolders, courseIdOfName, type BackupFolder } from '../backup-name.js';
import { errorCode } from '../error-words.js';
import { parseBackupLink } from './backup-link.js';
import {
  BackupNotFound,
  type BackupDraft,
  type BackupStorage,
  type OpenBackup,
  type StoredBackup,
} from './backup-storage.js';
import { requireSpace } from './free-space.js';
import { partName, publish, sweepAbandoned, writeDigest } from './part-file.js';

/** Beside each file its digest, in the format of `sha256sum`. */
const DIGEST = '.sha256';

export class LocalStorage implements BackupStorage {
  /** `root` is an absolute path; made when the first backup is. */
  constructor(
    private readonly root: string,
    private readonly clock: () => Date = () => new Date(),
  ) {}

  async sweep(): Promise<void> {
    for (const folder of backupFolders) await sweepAbandoned(join(this.root, folder));
  }

  async draft(
    folder: BackupFolder,
    courseId: number,
    ending: 'zip' | 'mbz',
    bytes: number,
  ): Promise<BackupDraft> {
    const dir = join(this.root, folder);
    await mkdir(dir, { recursive: true, mode: 0o770 });
    await requireSpace([{ folder: dir, bytes }]);
    const begun = this.clock();
    const baseName = backupBaseName(courseId, begun);
    const part = join(dir, partName(`${baseName}.${ending}`));
    // Moodle's PHP, which may be another user of the same group, reads a bare archive itself.
    await (await open(part, 'wx', ending === 'mbz' ? 0o660 : 0o600)).close();
    return {
      path: part,
      baseName,
      async commit(sha256) {
        // Two backups of one course within a second: the later one takes the next second that is free.
        for (let second = 0; ; second++) {
          const name = `${backupBaseName(courseId, new Date(begun.getTime() + second * 1000))}.${ending}`;
          if (!(await publish(part, join(dir, name)))) continue;
          if (sha256) await writeDigest(join(dir, name + DIGEST), sha256, name);
          return `${folder}/${name}`;
        }
      },
      discard: () => rm(part, { force: true }),
    };
  }

  async open(link: string): Promise<OpenBackup> {
    const path = await this.locate(link);
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { size, mtime } = await handle.stat();
      return { handle, path, size, modifiedAt: mtime };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async remove(link: string): Promise<void> {
    const path = await this.locate(link);
    await unlink(path);
    await rm(path + DIGEST, { force: true });
  }

  async list(): Promise<StoredBackup[]> {
    const found: StoredBackup[] = [];
    for (const folder of backupFolders) {
      for (const name of await this.names(folder)) {
        if (!/\.(zip|mbz)$/i.test(name)) continue;
        const path = join(this.root, folder, name);
        const stats = await lstat(path).catch(() => null);
        if (!stats?.isFile()) continue;
        found.push({
          link: `${folder}/${name}`,
          folder,
          courseId: courseIdOfName(name),
          size: stats.size,
          sha256: await readDigest(path + DIGEST),
          createdAt: stats.mtime,
        });
      }
    }
    return found.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  }

  /** The file's absolute path; only a plain file that really lies below the root. */
  private async locate(link: string): Promise<string> {
    const path = join(this.root, parseBackupLink(link));
    try {
      const root = await realpath(this.root);
      const folder = await realpath(dirname(path));
      const inside = folder === root || folder.startsWith(root + sep);
      if (inside && (await lstat(path)).isFile()) return path;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    throw new BackupNotFound();
  }

  private async names(folder: BackupFolder): Promise<string[]> {
    try {
      return await readdir(join(this.root, folder));
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }
}

function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

async function readDigest(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return /^[0-9a-f]{64}(?=\s)/.exec(text)?.[0] ?? null;
}
