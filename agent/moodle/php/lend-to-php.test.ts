import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { lendFolderToPhp, lendToPhp } from './lend-to-php.js';

const nobody = { uid: 65_534, gid: 65_534 };
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-lend-'));
  await mkdir(join(folder, 'staging'), { mode: 0o700 });
  file = join(folder, 'staging', 'course.mbz');
  await writeFile(file, 'archive', { mode: 0o600 });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a file that PHP can read already is left as it is', async () => {
  await chmod(join(folder, 'staging'), 0o755);
  await chmod(file, 0o644);
  const before = await stat(file);
  await lendToPhp(file, nobody);
  expect(await stat(file)).toMatchObject({ uid: before.uid, gid: before.gid, mode: before.mode });
});

test('a file of the same user is left as it is', async () => {
  const { uid, gid, mode } = await stat(file);
  await lendToPhp(file, { uid, gid });
  expect((await stat(file)).mode).toBe(mode);
});

test('a file that cannot be lent is no error: PHP says itself what it cannot read', async () => {
  await expect(lendToPhp(join(folder, 'gone', 'course.mbz'), nobody)).resolves.toBeUndefined();
});

const asRoot = process.geteuid?.() === 0 ? test : test.skip;
if (process.geteuid?.() !== 0) console.warn('SKIPPED: lending a file to another user needs root.');

asRoot('an agent that runs as root hands file and folder over, and nobody else may read them', async () => {
  await lendToPhp(file, nobody);
  expect(await stat(file)).toMatchObject(nobody);
  expect(await stat(join(folder, 'staging'))).toMatchObject(nobody);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

asRoot('a folder is lent with everything below it, and nothing that a link leads to', async () => {
  const outside = join(folder, 'outside.txt');
  await writeFile(outside, 'secret', { mode: 0o600 });
  await mkdir(join(folder, 'staging', 'deep'), { mode: 0o700 });
  const deep = join(folder, 'staging', 'deep', 'lib.php');
  await writeFile(deep, '<?php', { mode: 0o600 });
  await symlink(outside, join(folder, 'staging', 'deep', 'link.php'));
  await lendFolderToPhp(join(folder, 'staging'), nobody);
  for (const path of [file, deep, join(folder, 'staging', 'deep')])
    expect(await stat(path)).toMatchObject(nobody);
  expect((await stat(outside)).uid).toBe(0);
});
