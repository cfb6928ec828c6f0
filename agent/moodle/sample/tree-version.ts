/** What the `version.php` at the root of the sample's code says: the Moodle that lies on the disk. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BridgeError } from '../bridge.js';
import { readPhp } from './change/php-text.js';

export interface TreeVersion {
  /** `2024100706` */
  version: string;
  /** `4.5.6 (Build: 20250811)` */
  release: string;
  /** `405` */
  branch: number;
}

/** @throws BridgeError `moodle` when the file is missing or says no version */
export async function treeVersion(moodleDir: string): Promise<TreeVersion> {
  const text = await readFile(join(moodleDir, 'version.php'), 'utf8').catch(() => '');
  const { code } = readPhp(text);
  const at = (name: string) => code.search(new RegExp(`\\$${name}\\s*=`));
  const value = (name: string, pattern: RegExp) =>
    at(name) < 0 ? undefined : pattern.exec(text.slice(at(name)))?.[1];
  const version = value('version', /^\$version\s*=\s*([\d.]+)/);
  const release = value('release', /^\$release\s*=\s*'([^']*)'/);
  const branch = value('branch', /^\$branch\s*=\s*'?(\d+)'?/);
  if (!version || !release || !branch) {
    throw new BridgeError('moodle', 'The version.php of the sample site does not say which Moodle it is.');
  }
  return { version: String(Number(version)), release, branch: Number(branch) };
}

/** `4.5.6 (Build: 20250811)` is of Moodle 4.5. */
export function majorVersion(release: string): string {
  return /^\d+\.\d+/.exec(release)?.[0] ?? release;
}
