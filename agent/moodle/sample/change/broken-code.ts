/** PHP files of the sample that PHP could not read. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readPhp } from './php-text.js';

export interface BrokenFile {
  /** Below the folder. */
  file: string;
  message: string;
}

/** Looks at every `*.php` below a folder; links are not followed. `stop` is asked between files. */
export async function brokenFiles(
  folder: string,
  limit: number,
  stop: () => void = () => undefined,
): Promise<BrokenFile[]> {
  const found: BrokenFile[] = [];
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  for (const entry of entries.filter((file) => file.isFile() && /\.php$/i.test(file.name))) {
    stop();
    if (found.length >= limit) break;
    const path = join(entry.parentPath, entry.name);
    const { error } = readPhp(await readFile(path, 'utf8'));
    if (error !== null) found.push({ file: relative(folder, path), message: error });
  }
  return found;
}
