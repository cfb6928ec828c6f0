import { open } from 'node:fs/promises';

/** Makes what was renamed, made or removed in a folder outlive a loss of power: a name is safe only when its folder is on disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
