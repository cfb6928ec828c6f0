/** The sample's front page and login page, as a visitor would find them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PageCheck } from '../../change-bridge.js';
import type { SampleLayout } from '../layout.js';
import { brokenFiles } from './broken-code.js';

export async function samplePages(layout: SampleLayout): Promise<PageCheck[]> {
  const { status, problem } = await look(layout);
  return ['/', '/login/index.php'].map((path) => ({ path, status, problem }));
}

async function look(layout: SampleLayout): Promise<Omit<PageCheck, 'path'>> {
  if (isInMaintenance(layout)) return { status: 503, problem: 'The site is in maintenance.' };
  const [broken] = await brokenFiles(layout.moodleDir, 1);
  if (!broken) return { status: 200, problem: null };
  return { status: 500, problem: `Moodle shows an error: Exception - ${broken.message} in ${broken.file}` };
}

export function isInMaintenance({ dataroot }: SampleLayout): boolean {
  return existsSync(join(dataroot, 'climaintenance.html'));
}
