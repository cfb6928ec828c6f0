import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes from a folder, which need not be there, what the store does not know.
 * @param known names that stay; asked once the folder was read, for whatever is made has its row before its file
 */
export async function removeUnknown(folder: string, known: () => Promise<readonly string[]>): Promise<void> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const staying = new Set(await known());
  for (const name of names)
    if (!staying.has(name)) await rm(join(folder, name), { recursive: true, force: true });
}
