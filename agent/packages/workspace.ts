/**
 * Where a change keeps what it works with: downloads, what is staged, what was swapped out. Outside of the web root where
 * that can be, and on the file system of the code, for only there a rename is one step.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ChangeReason } from '../../contract/agent/changes.js';
import { isThere } from '../../runtime/is-there.js';
import type { SiteConfig } from '../moodle/site.js';

type Folders = Pick<SiteConfig, 'dataroot' | 'moodleDir'>;

const FOLDER_MODE = 0o2770;
/** In a task's folder of kept copies: they may be the only ones there are, and are never removed by themselves. */
const NEEDED = '.needed';

/** Roots in the order of preference. */
export function workspaceRoots({ dataroot, moodleDir }: Folders): string[] {
  return [
    join(dataroot, 'moopanel_packages'),
    join(dirname(moodleDir), `.moopanel-packages-${basename(moodleDir)}`),
    join(moodleDir, '.moopanel-packages'),
  ];
}

/** Paths of one task below a root. */
export class Workspace {
  constructor(
    readonly root: string,
    readonly taskId: number,
  ) {}

  /** Gone when the task has ended. */
  get work(): string {
    return join(this.root, 'work', String(this.taskId));
  }

  /** Old copies, kept for AGENT_KEEP_OLD_DAYS. */
  get kept(): string {
    return join(this.root, 'kept', String(this.taskId));
  }

  async download(n: number): Promise<string> {
    const folder = join(this.work, 'downloads');
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
    return join(folder, `${n}.zip`);
  }

  /**
   * The three places of one swap, its own by `round` and `name`. Where the old one goes there must be nothing yet: an agent
   * that lost its store counts its tasks from 1 again, beside what it had kept before.
   */
  places(round: number, name: string): { staged: string; kept: string; discarded: string } {
    return {
      staged: join(this.work, `staged-${round}`, name),
      kept: join(this.kept, `${round}-${randomBytes(4).toString('hex')}`, name),
      discarded: join(this.work, `discarded-${round}`, name),
    };
  }

  /** Keeps the old copies until somebody has looked after them. */
  async keepForGood(): Promise<void> {
    await mkdir(this.kept, { recursive: true, mode: FOLDER_MODE });
    await writeFile(
      join(this.kept, NEEDED),
      'The change that put these aside could not be taken back wholly.\n',
    );
  }
}

/** Null when a file can be renamed from the root into the folder, else why not. */
export async function whyNoRename(root: string, folder: string): Promise<ChangeReason | null> {
  const name = `.moopanel-probe-${randomBytes(4).toString('hex')}`;
  const from = join(root, name);
  const to = join(folder, name);
  try {
    await mkdir(root, { recursive: true, mode: FOLDER_MODE });
    await writeFile(from, '');
    await rename(from, to);
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EXDEV')
      return { code: 'other-file-system', message: `${root} and ${folder} lie on different file systems.` };
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      return {
        code: 'not-writable',
        message: `${folder} cannot be written by the agent: give it the right to, or run the agent as the owner of the code.`,
      };
    return { code: 'not-writable', message: `${folder}: ${message}` };
  } finally {
    await rm(from, { force: true });
    await rm(to, { force: true }).catch(() => undefined);
  }
}

/**
 * The first root from which one can rename into all of these folders.
 * @returns the reason of the last root when there is none
 */
export async function chooseWorkspace(
  config: Folders,
  folders: readonly string[],
  taskId: number,
): Promise<Workspace | ChangeReason> {
  let reason: ChangeReason | null = null;
  for (const root of workspaceRoots(config)) {
    reason = null;
    for (const folder of new Set(folders)) reason ??= await whyNoRename(root, folder);
    if (reason === null) return new Workspace(root, taskId);
    await removeIfEmpty(root);
    // No other root can help a folder that may not be written.
    if (reason.code === 'not-writable') break;
  }
  return reason ?? { code: 'not-writable', message: 'No folder can be written.' };
}

async function removeIfEmpty(root: string): Promise<void> {
  const entries = await readdir(root).catch(() => null);
  if (entries?.length === 0) await rm(root, { recursive: true, force: true });
}

/** Removes what a task has in its working folders: it may have begun below another root than it settled in. */
export async function cleanWork(config: Folders, taskId: number): Promise<void> {
  for (const root of workspaceRoots(config))
    await rm(new Workspace(root, taskId).work, { recursive: true, force: true });
}

/** The folders of kept copies that a task has. */
export async function keptBy(config: Folders, taskId: number): Promise<Workspace[]> {
  const all = workspaceRoots(config).map((root) => new Workspace(root, taskId));
  const there = await Promise.all(all.map(({ kept }) => isThere(kept)));
  return all.filter((_, n) => there[n]);
}

/** Removes what tasks other than this one have left in their working folders. */
export async function sweepWork(config: Folders, taskId: number | null): Promise<void> {
  for (const root of workspaceRoots(config)) {
    for (const name of await readdir(join(root, 'work')).catch(() => [] as string[])) {
      if (name !== String(taskId)) await rm(join(root, 'work', name), { recursive: true, force: true });
    }
  }
}

/** Removes kept copies that are older than so many days. */
export async function pruneKept(config: Folders, days: number, now: Date): Promise<void> {
  for (const root of workspaceRoots(config)) {
    for (const name of await readdir(join(root, 'kept')).catch(() => [] as string[])) {
      const folder = join(root, 'kept', name);
      const needed = await stat(join(folder, NEEDED)).catch(() => null);
      // Somebody may have removed it meanwhile.
      const found = await stat(folder).catch(() => null);
      if (found && !needed && now.getTime() - found.mtimeMs > days * 86_400_000)
        await rm(folder, { recursive: true, force: true });
    }
  }
}
