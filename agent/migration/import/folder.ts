/** Where an import keeps its file and its notes: `<data>/imports/<id>`. */
import { access, copyFile, link, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
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
  access(importedFile(config, id)).then(
    () => true,
    () => false,
  );

/** Keeps a file of somebody else's: linked where it lies on the same disk, copied elsewhere. */
export async function keepFile(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch {
    const draft = `${target}.part`;
    await copyFile(source, draft);
    await rename(draft, target);
  }
}
