/** Attempts at a change that die in the middle: the next one goes on, or back, and tells which. `test/kill-change.built.ts` kills for real. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { lookAt } from './testing/attempts.js';
import { SampleChanges, well } from './testing/sample-changes.js';

let site: SampleChanges;
let before: Awaited<ReturnType<typeof lookAt>>;

beforeAll(async () => {
  site = await SampleChanges.start();
});
afterAll(() => site.stop());
beforeEach(async () => {
  before = await lookAt(site.context);
  expect(before).toMatchObject(well);
});

const look = () => lookAt(site.context);
const inCode = (path: string) => join(site.context.site.config.codeRoot, path);
const leaving = async () => {
  const link = await site.zips.plugin({ component: 'local_leaving', version: site.next() });
  await site.plugins([link]).whole();
};

describe('an uninstall is carried out all the same', () => {
  test.each(['dumped', 'noted-swap', 'swapped', 'noted-upgrade', 'left-maintenance'] as const)(
    'at "%s"',
    async (point) => {
      await leaving();
      const task = site.uninstall('local_leaving');
      expect(await task.killedAt(point)).toBe(true);
      expect(await task.whole()).toMatchObject({
        uninstalled: true,
        removed: true,
        report: { outcome: 'done' },
      });
      expect(existsSync(inCode('local/leaving'))).toBe(false);
      expect(await look()).toMatchObject(well);
    },
  );

  test.each(['noted-swap', 'swapped'] as const)('at "%s" without a dump', async (point) => {
    await leaving();
    const task = site.uninstall('local_leaving', site.withoutDump());
    expect(await task.killedAt(point)).toBe(true);
    expect(await task.whole()).toMatchObject({ uninstalled: true, report: { outcome: 'done' } });
    expect(await look()).toMatchObject(well);
  });
});

describe('an update of Moodle', () => {
  test.each(['swapped-one', 'upgraded', 'swapped-back'] as const)(
    'that fails in the end is taken back, killed at "%s"',
    async (point) => {
      const task = await site.core();
      const asBefore = site.failUpgrades('At its end.');
      if (point === 'upgraded') asBefore();
      expect(await task.killedAt(point)).toBe(true);
      asBefore();
      const again = site.failUpgrades('At its end.');
      expect(await task.whole()).toMatchObject({ status: false, report: { outcome: 'reverted' } });
      again();
      expect(await look()).toEqual(before);
    },
  );

  test('is carried out, killed at "left-maintenance"', async () => {
    const task = await site.core();
    expect(await task.killedAt('left-maintenance')).toBe(true);
    expect(await task.whole()).toMatchObject({ status: true, report: { outcome: 'done' } });
    expect(await look()).toMatchObject(well);
  });
});

test.each(['swapped-back', 'database-back'] as const)(
  'killed at "%s" and then with a full store, the way back is gone to its end',
  async (point) => {
    const task = site.plugins([await site.boom()]);
    expect(await task.killedAt(point)).toBe(true);
    const full = () => {
      throw new Error('database or disk is full');
    };
    await task.whole(undefined, full).catch(() => undefined);
    // That attempt's end could not be written either, so there is another one, which knows nothing of it.
    expect((await task.whole()).report.outcome).toBe('reverted');
    expect(await look()).toEqual(before);
  },
);

test('a journal of another form is no reason to begin again on a half changed site', async () => {
  const task = site.plugins([await site.zips.plugin({ component: 'local_unread' })]);
  expect(await task.killedAt('swapped')).toBe(true);
  task.note({ form: 'of another version', round: { phase: 'swapping' } });
  const half = await look();
  const result = await task.whole();
  expect(result.report.outcome).toBe('broken');
  expect(Object.values(result.outcomes)).toMatchObject([
    { status: false, error: expect.stringContaining('cannot be read') },
  ]);
  expect(await look()).toEqual(half);
  expect(half.maintenance).toBe(true);
  await rm(inCode('local/unread'), { recursive: true });
  await site.clean();
});

test('an upgrade of before that does not end is ended, and the site is made whole', async () => {
  const link = await site.zips.plugin({ component: 'local_hanging' });
  const task = site.plugins([link]);
  expect(await task.killedAt('noted-upgrade')).toBe(true);
  const script = join(site.context.site.config.moodleDir, 'admin/cli/upgrade.php');
  const hanging = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', script], { stdio: 'ignore' });
  const gone = new Promise((done) => hanging.once('exit', done));
  expect((await task.whole()).outcomes).toMatchObject({ [link]: { status: true } });
  await gone;
  expect(await look()).toMatchObject(well);
});
