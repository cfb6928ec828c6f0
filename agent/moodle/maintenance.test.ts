import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { enterMaintenance, leaveMaintenance, readMaintenance } from './maintenance.js';

let dataroot: string;
let file: string;
beforeEach(async () => {
  dataroot = await mkdtemp(join(tmpdir(), 'moopanel-maintenance-'));
  file = join(dataroot, 'climaintenance.html');
});
afterEach(() => rm(dataroot, { recursive: true, force: true }));

test('a task switches it on and off again, and leaves nothing', async () => {
  expect(await readMaintenance({ dataroot })).toEqual({ on: false, taskId: null });
  expect(await enterMaintenance({ dataroot }, 7)).toEqual({ alreadyOn: false });
  expect(await readMaintenance({ dataroot })).toEqual({ on: true, taskId: 7 });
  expect(await readFile(file, 'utf8')).toMatch(/back in a few minutes[\s\S]*<\/html>/);
  expect((await stat(file)).mode & 0o777).toBe(0o644);
  expect(await readdir(dataroot)).toEqual(['climaintenance.html']);
  expect(await leaveMaintenance({ dataroot }, 7)).toBe(true);
  expect(await leaveMaintenance({ dataroot }, 7)).toBe(true);
  expect(await readdir(dataroot)).toEqual([]);
});

test('after a crash the same task finds its own again', async () => {
  await enterMaintenance({ dataroot }, 7);
  expect(await enterMaintenance({ dataroot }, 7)).toEqual({ alreadyOn: false });
  expect(await leaveMaintenance({ dataroot }, 7)).toBe(true);
});

test.each([
  ['an administrator', '<h1>Closed for the summer</h1>'],
  ['another task', '<h1>Back soon</h1>\n<!-- moopanel task 6 -->\n'],
])('what %s switched on is left as it is', async (_who, text) => {
  await writeFile(file, text);
  expect(await enterMaintenance({ dataroot }, 7)).toEqual({ alreadyOn: true });
  expect(await leaveMaintenance({ dataroot }, 7)).toBe(false);
  expect(await readFile(file, 'utf8')).toBe(text);
  expect(await readdir(dataroot)).toEqual(['climaintenance.html']);
});

test('two tasks at once cannot both think it is theirs', async () => {
  const both = await Promise.all([1, 2].map((task) => enterMaintenance({ dataroot }, task)));
  expect(both.filter(({ alreadyOn }) => !alreadyOn)).toHaveLength(1);
});

test("Moodle's own template is the page", async () => {
  await writeFile(join(dataroot, 'climaintenance.template.html'), '<h1>Lakeside is closed</h1>');
  await enterMaintenance({ dataroot }, 7);
  expect(await readFile(file, 'utf8')).toBe('<h1>Lakeside is closed</h1>\n<!-- moopanel task 7 -->\n');
});

const asUser = process.geteuid?.() === 0 ? test.skip : test;
asUser('a data root that cannot be written is an error, and nothing stays', async () => {
  await chmod(dataroot, 0o500);
  await expect(enterMaintenance({ dataroot }, 7)).rejects.toThrow(/EACCES/);
  await chmod(dataroot, 0o700);
});
