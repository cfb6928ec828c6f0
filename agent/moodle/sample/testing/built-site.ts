/** Opens sample sites whose building is done already: building one takes seconds of computing, copying one does not. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../../../../runtime/logger.js';
import { packageRoot } from '../../../../runtime/package-root.js';
import type { Site } from '../../site.js';
import { buildSite } from '../build/build-site.js';
import { openSampleSite } from '../sample-site.js';

/** Named after the programs that build it and after the day, from which its dates are counted. */
async function templateName(): Promise<string> {
  const hash = createHash('sha256').update(new Date().toISOString().slice(0, 10));
  const sample = join(packageRoot(), 'agent/moodle/sample');
  for (const name of (await readdir(sample, { recursive: true })).sort()) {
    if (/\.ts$/.test(name) && !/\.test\.ts$/.test(name)) {
      hash.update(name).update(await readFile(join(sample, name)));
    }
  }
  return `moopanel-test-site-${hash.digest('hex').slice(0, 16)}`;
}

async function makeTemplate(): Promise<string> {
  const folder = join(tmpdir(), await templateName());
  if (existsSync(folder)) return folder;
  const draft = await mkdtemp(join(tmpdir(), 'moopanel-test-draft-'));
  buildSite(draft, Math.floor(Date.now() / 1000));
  // Of several test files that make it at once the first one's counts.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
  return folder;
}

let template: Promise<string> | undefined;

/** Puts a site into `folder`, which must not be there yet; whoever asks for it removes it. */
export async function copyBuiltSite(folder: string): Promise<void> {
  await cp(await (template ??= makeTemplate()), folder, {
    recursive: true,
    errorOnExist: true,
    force: false,
  });
}

/** As `copyBuiltSite`, and opens it. */
export async function openBuiltSite(folder: string, logger: Logger): Promise<Site> {
  await copyBuiltSite(folder);
  return openSampleSite(folder, logger);
}
