/** Where an import keeps its file and its notes: `<data>/imports/<id>`. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isThere } from '../../../runtime/is-there.js';
import { linkOrCopy } from '../../backup/storage/link-or-copy.js';
import { partName } from '../../backup/storage/part-file.js';
import type { AgentConfig } from '../../config.js';

type Config = Pick<AgentConfig, 'dataDir'>;

export const importsFolder = (config: Config) => join(config.dataDir, 'imports');
export const importFolder = (config: Config, id: number) => join(importsFolder(config), String(id));
/** The file that is brought in. */
export const importedFile = (config: Config, id: number) => join(importFolder(config, id), 'file');

export async function makeImportFolder(config: Config, id: number): Promise<string> {
  const folder = importFolder(config, id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

export async function removeImportFolder(config: Config, id: number): Promise<void> {
  await rm(importFolder(config, id), { recursive: true, force: true });
}

/** Whether the file is there whole: it gets its name last. */
export const hasImportedFile = (config: Config, id: number): Promise<boolean> =>
  isThere(importedFile(config, id));

/** Keeps a file that stays somebody else's. */
export async function keepFile(source: string, target: string): Promise<void> {
  const part = partName(target);
  await linkOrCopy(source, part);
  await rename(part, target);
}
