/**
 * The archive of a copy lies in a folder of its own, `<data>/copies/<id>`, from the order until the end of the work:
 * nobody else's clean-up takes it away.
 */
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stagingFolder } from '../backup/staging.js';
import { linkOrCopy } from '../backup/storage/link-or-copy.js';
import { partName } from '../backup/storage/part-file.js';
import type { AgentConfig } from '../config.js';
import type { SiteConfig } from '../moodle/site.js';

type DataFolder = Pick<AgentConfig, 'dataDir'>;

export const copiesFolder = ({ dataDir }: DataFolder) => join(dataDir, 'copies');
export const copyFolder = (config: DataFolder, id: string) => join(copiesFolder(config), id);
export const archiveOf = (config: DataFolder, id: string) => join(copyFolder(config, id), 'backup.mbz');

/**
 * Keeps the archive under its name in the copy's folder once it is whole.
 * @param put brings it to a path that does not exist yet
 */
export async function keepArchive(
  config: DataFolder,
  id: string,
  put: (target: string) => Promise<void>,
): Promise<void> {
  const target = archiveOf(config, id);
  await mkdir(dirname(target), { recursive: true, mode: 0o770 });
  const part = join(dirname(target), partName('backup.mbz'));
  await put(part);
  await rename(part, target);
}

export const removeCopy = (config: DataFolder, id: string): Promise<void> =>
  rm(copyFolder(config, id), { recursive: true, force: true });

/** A copy that shares nothing with its source but, where the file system can, its blocks. */
export async function copyOf(source: string, target: string): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  await chmod(target, 0o660);
}

/**
 * Lets `work` use a file where Moodle's PHP finds it, whoever it is and wherever the agent's own data lie.
 * @param name for its temporary name
 */
export async function whereMoodleReads<T>(
  config: Pick<SiteConfig, 'tempdir'>,
  source: string,
  name: string,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const folder = stagingFolder(config);
  await mkdir(folder, { recursive: true, mode: 0o2770 });
  const staged = join(folder, partName(`${name}.mbz`));
  try {
    await linkOrCopy(source, staged);
    return await work(staged);
  } finally {
    await rm(staged, { force: true });
  }
}
