import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openSampleSite } from './sample-site.js';
import { silent } from './testing/sample-fixture.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-open-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('builds the site once, and finds it again with what was changed in it', async () => {
  const place = join(folder, 'deep', 'site');
  const first = await openSampleSite(place, silent);
  expect(await first.bridge.facts()).toMatchObject({ version: '2024100706', maintenance: false });
  await first.database.db.updateTable('course').set({ fullname: 'Changed' }).where('id', '=', 2).execute();
  await first.close();

  await writeFile(join(place, 'moodledata/temp/backup/half.mbz'), 'cut off');
  const again = await openSampleSite(place, silent);
  const course = await again.database.db
    .selectFrom('course')
    .select('fullname')
    .where('id', '=', 2)
    .execute();
  expect(course).toEqual([{ fullname: 'Changed' }]);
  expect(await readdir(join(place, 'moodledata/temp/backup'))).toEqual([]);
  await again.close();
});

test('somebody is online whenever it is opened', async () => {
  const site = await openSampleSite(join(folder, 'site'), silent);
  const since = Math.floor(Date.now() / 1000) - 300;
  const online = await site.database.db
    .selectFrom('user')
    .select('id')
    .where('lastaccess', '>', since)
    .execute();
  expect(online.length).toBeGreaterThanOrEqual(10);
  await site.close();
});

test('what a build that was cut off has left is removed', async () => {
  const left = join(folder, '.site-building-abc');
  await mkdir(join(left, 'moodledata'), { recursive: true });
  const site = await openSampleSite(join(folder, 'site'), silent);
  await site.close();
  expect(existsSync(left)).toBe(false);
  expect(await readdir(folder)).toEqual(['site']);
});

test('a path that is a file is not taken for a folder', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(openSampleSite(join(folder, 'file'), silent)).rejects.toThrow(/holds something else/);
  expect(await readdir(folder)).toEqual(['file']);
});

test('a folder with something else in it is left alone', async () => {
  const place = join(folder, 'site');
  await mkdir(place);
  await writeFile(join(place, 'thesis.txt'), 'years of work');
  await expect(openSampleSite(place, silent)).rejects.toThrow(/holds something else than a sample site/);
  expect(await readdir(place)).toEqual(['thesis.txt']);
  expect(await readdir(folder)).toEqual(['site']);
});
