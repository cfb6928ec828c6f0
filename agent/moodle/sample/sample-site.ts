/** The embedded sample site: a small Moodle in a folder of its own, built when it is first opened. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Logger } from '../../../runtime/logger.js';
import { StartError } from '../../../runtime/start-error.js';
import { openDatabase } from '../database/open-database.js';
import type { Site, SiteConfig } from '../site.js';
import { buildSite } from './build/build-site.js';
import { completeSchema } from './schema/complete-schema.js';
import { refreshAccess } from './refresh-access.js';
import { sampleBridge } from './sample-bridge.js';
import { prefix } from './schema/schema.js';
import { sampleLayout, type SampleLayout } from './layout.js';
import type { SampleKind } from './sample-sites.js';

/**
 * Opens the sample site in `folder`, which is made when it is not there. The site is built beside it and renamed into
 * place, so that a build that was cut off leaves nothing that would be taken for a site.
 * @param kind which one is built; one that is there stays what it is
 * @throws StartError when the folder cannot be written, or holds something else than a sample site
 */
export async function openSampleSite(
  folder: string,
  logger: Logger,
  kind: SampleKind = 'university',
): Promise<Site> {
  const place = resolve(folder);
  if (!existsSync(sampleLayout(place).database)) await buildInPlace(place, kind, logger);
  const layout = sampleLayout(place);
  // Nobody is waiting any more for what a start before this one had begun.
  await rm(layout.backupTempdir, { recursive: true, force: true });
  await mkdir(layout.backupTempdir, { recursive: true });
  completeSchema(layout.database);
  refreshAccess(layout.database, unixTime());

  const config = siteConfig(layout);
  const database = openDatabase(config.connection, config.prefix);
  const bridge = sampleBridge(layout);
  return {
    kind: 'sample',
    config,
    database,
    bridge,
    mirrors: [],
    async close() {
      await bridge.close();
      await database.close();
    },
  };
}

async function buildInPlace(folder: string, kind: SampleKind, logger: Logger): Promise<void> {
  const began = Date.now();
  await checkEmpty(folder);
  const staging = await stagingFolder(folder).catch((error: unknown) => {
    throw startErrorOf(error, folder);
  });
  try {
    buildSite(staging, unixTime(), kind);
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw startErrorOf(error, folder);
  }
  logger.info({ folder, ms: Date.now() - began }, 'sample site built');
}

/** An empty folder may have been made beforehand; anything else in it is not ours to remove. */
async function checkEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw startErrorOf(error, folder);
  });
  if (entries.length > 0) throw strangeFolder(folder);
}

/** A new folder beside the site's; those of builds before are removed. */
async function stagingFolder(folder: string): Promise<string> {
  const parent = dirname(folder);
  const marker = `.${basename(folder)}-building-`;
  await mkdir(parent, { recursive: true });
  for (const entry of await readdir(parent)) {
    if (entry.startsWith(marker)) await rm(join(parent, entry), { recursive: true, force: true });
  }
  return mkdtemp(join(parent, marker));
}

function strangeFolder(folder: string, options?: ErrorOptions): StartError {
  const advice = 'Name an empty or a new folder in MOODLE_SAMPLE.';
  return new StartError(`${folder} holds something else than a sample site. ${advice}`, options);
}

function startErrorOf(error: unknown, folder: string): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const options = { cause: error };
  if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') return strangeFolder(folder, options);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOSPC') {
    return new StartError(`The sample site cannot be written to ${folder}: ${String(code)}.`, options);
  }
  return error;
}

function siteConfig(layout: SampleLayout): SiteConfig {
  return {
    wwwroot: layout.wwwroot,
    moodleDir: layout.moodleDir,
    codeRoot: layout.moodleDir,
    dataroot: layout.dataroot,
    tempdir: layout.tempdir,
    prefix,
    connection: { kind: 'sqlite', file: layout.database },
    ownConnection: { kind: 'sqlite', file: layout.database },
    forced: {},
  };
}

const unixTime = () => Math.floor(Date.now() / 1000);
