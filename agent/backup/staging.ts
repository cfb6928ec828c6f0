/** Archives that are taken out of their zip lie where Moodle's PHP can read them, for as long as a restore needs them. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SiteConfig } from '../moodle/site.js';
import { partName, sweepAbandoned } from './storage/part-file.js';

/** Below Moodle's own temporary folder, which PHP can read whoever it is. */
export function stagingFolder(config: Pick<SiteConfig, 'tempdir'>): string {
  return join(config.tempdir, 'moopanel');
}

/** A path for an archive of a task; its folder is there when this resolves. */
export async function stagingPath(config: Pick<SiteConfig, 'tempdir'>, taskId: number): Promise<string> {
  const folder = stagingFolder(config);
  await mkdir(folder, { recursive: true, mode: 0o2770 });
  return join(folder, partName(`restore-${taskId}.mbz`));
}

/** Removes what tasks of a dead agent have left. */
export async function sweepStaging(config: Pick<SiteConfig, 'tempdir'>): Promise<void> {
  await sweepAbandoned(stagingFolder(config));
}
