/** A data folder whose embedded database is made already: making one takes seconds, copying one does not. */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../../runtime/logger.js';
import { packageRoot } from '../../runtime/package-root.js';
import { openDatabase } from '../db/database.js';

/** Named after what it is made of, so that a changed migration makes another. */
async function templateName(): Promise<string> {
  const hash = createHash('sha256');
  const folder = join(packageRoot(), 'prisma/panel/migrations');
  for (const name of (await readdir(folder)).sort()) {
    hash.update(name).update(await readFile(join(folder, name, 'migration.sql')));
  }
  hash.update(await readFile(join(packageRoot(), 'node_modules/@electric-sql/pglite/package.json')));
  return `moopanel-test-data-${hash.digest('hex').slice(0, 16)}`;
}

async function template(): Promise<string> {
  const folder = join(tmpdir(), await templateName());
  if (existsSync(folder)) return folder;
  const draft = await mkdtemp(join(tmpdir(), 'moopanel-test-draft-'));
  const database = await openDatabase({ dataDir: draft }, createLogger('test', 'silent'));
  await database.close();
  // Of several test files that make it at once the first one's counts.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
  return folder;
}

/** A new data folder of its own; the caller removes it. */
export async function preparedDataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'moopanel-test-'));
  await cp(await template(), folder, { recursive: true });
  return folder;
}
