/** A zip is unpacked wholly, readable for the web server, or not at all. */
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makePluginZip } from './testing/make-plugin-zip.js';
import { rawZip } from './testing/raw-zip.js';
import { unpack } from './unpack.js';

let folder: string;
let zip: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-unpack-'));
  zip = join(folder, 'plugin.zip');
  await mkdir(join(folder, 'site'));
  target = join(folder, 'site', 'thing');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const plugin = () =>
  makePluginZip(zip, {
    component: 'local_thing',
    root: 'moodle-local_thing-1.0',
    files: { 'db/empty.txt': '', 'pix/icon.svg': Buffer.alloc(3_000_000, 'ab') },
    beside: { '__MACOSX/._x': 'x', 'README.md': 'x' },
  });

test('writes what lies below the root, readable for the web server', async () => {
  await plugin();
  await unpack(zip, 'moodle-local_thing-1.0', target);
  const files = (await readdir(target, { recursive: true })).sort();
  expect(files).toEqual(
    [
      'db',
      'db/empty.txt',
      'lang',
      'lang/en',
      'lang/en/local_thing.php',
      'pix',
      'pix/icon.svg',
      'version.php',
    ].sort(),
  );
  const icon = await readFile(join(target, 'pix/icon.svg'));
  expect(icon.equals(Buffer.alloc(3_000_000, 'ab'))).toBe(true);
  expect((await stat(join(target, 'version.php'))).mode & 0o7777).toBe(0o644);
  expect((await stat(join(target, 'lang'))).mode & 0o7777).toBe(0o755);
});

test('takes other rights', async () => {
  await plugin();
  await unpack(zip, 'moodle-local_thing-1.0', target, { mode: { file: 0o660, folder: 0o2770 } });
  expect((await stat(join(target, 'version.php'))).mode & 0o7777).toBe(0o660);
  expect((await stat(join(target, 'lang'))).mode & 0o7777).toBe(0o2770);
});

test('touches nothing that is there already, and follows no link', async () => {
  await plugin();
  await mkdir(target);
  await writeFile(join(target, 'mine.txt'), 'mine');
  await expect(unpack(zip, 'moodle-local_thing-1.0', target)).rejects.toMatchObject({ code: 'EEXIST' });
  expect(await readFile(join(target, 'mine.txt'), 'utf8')).toBe('mine');
  await symlink(target, join(folder, 'link'));
  await expect(unpack(zip, 'moodle-local_thing-1.0', join(folder, 'link'))).rejects.toMatchObject({
    code: 'EEXIST',
  });
  expect((await lstat(join(folder, 'link'))).isSymbolicLink()).toBe(true);
  expect(await readdir(target)).toEqual(['mine.txt']);
});

test('leaves nothing behind when it is stopped in the middle', async () => {
  await plugin();
  const stop = new AbortController();
  const reason = new Error('Stopped.');
  const unpacking = unpack(zip, '', target, { signal: stop.signal });
  const seen = expect(unpacking).rejects.toBe(reason);
  while (!(await stat(target).catch(() => null))) await new Promise(setImmediate);
  stop.abort(reason);
  await seen;
  expect(await readdir(join(folder, 'site'))).toEqual([]);
});

test('leaves nothing behind when a file turns out to be damaged', async () => {
  await writeFile(
    zip,
    rawZip([
      { name: 'thing/a', contents: 'x' },
      { name: 'thing/zz', contents: 'x', crc32: 1 },
    ]),
  );
  await expect(unpack(zip, 'thing', target)).rejects.toMatchObject({ code: 'damaged' });
  expect(await readdir(join(folder, 'site'))).toEqual([]);
});

test('says which folder is missing', async () => {
  await plugin();
  await expect(unpack(zip, 'other', target)).rejects.toMatchObject({ code: 'layout' });
  await expect(unpack(zip, '../other', target)).rejects.toMatchObject({ code: 'unsafe' });
});
