/** What a change leaves behind when it is stopped, or fails on its way or on its way back: never half a site, and the truth. */
import { readdirSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { TaskStop } from '../tasks/stop-reason.js';
import type { ChangePoint } from './change-tools.js';
import { StepLog } from './step-log.js';
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

describe('a stop before anything was touched', () => {
  const points: ChangePoint[] = ['downloaded', 'staged', 'in-maintenance', 'dumped'];

  test.each(points.flatMap((point) => [['cancel', point] as const, ['shutdown', point] as const]))(
    '%s at "%s" leaves nothing behind: no maintenance, no dump, no work',
    async (reason, point) => {
      const task = site.plugins([await site.zips.plugin({ component: 'local_stopped' })]);
      const stopped = task.whole(async (name) => {
        if (name === point) task.controller.abort(new TaskStop(reason, 'Stopped.'));
      });
      await expect(stopped).rejects.toThrow();
      expect(await look()).toEqual(before);
    },
  );
});

test('a cancel after a part was done tells what was installed, and leaves out the rest', async () => {
  const one = await site.zips.plugin({ component: 'local_first' });
  const two = await site.zips.plugin({ component: 'local_second' });
  const task = site.plugins([one, two]);
  // The first round fails for a reason that names no plugin, so each gets a window of its own.
  const asBefore = site.failUpgrades('Something went wrong.', 1);
  const result = await task.whole(async (name) => {
    if (name === 'noted-done') task.controller.abort(new TaskStop('cancel', 'Cancelled.'));
  });
  asBefore();
  expect(result.outcomes).toMatchObject({
    [one]: { status: true },
    [two]: { status: false, error: 'Cancelled.' },
  });
  expect(await look()).toMatchObject(well);
});

test('without a dump the versions are put back, with the account of config.php', async () => {
  const link = await site.zips.plugin({
    component: 'mod_attendance',
    version: site.next(),
    files: { 'db/upgrade.php': '<?php\nfunction xmldb_attendance_upgrade($old) {\n  return true;\n}\n' },
  });
  const asBefore = site.failUpgrades('At its end.');
  const result = await site.plugins([link], site.withoutDump()).whole();
  asBefore();
  expect(result.report).toMatchObject({ outcome: 'reverted', database_dump: false });
  // Moodle's log of upgrades goes on: that is no version.
  const versions = ({ database, ...rest }: typeof before) => ({
    ...rest,
    database: { ...database, upgrade_log: null },
  });
  expect(versions(await look())).toEqual(versions(before));
});

test('a store that takes nothing any more in the middle of a round: the site is put back', async () => {
  const link = await site.zips.plugin({ component: 'local_full' });
  let full = false;
  const result = await site.plugins([link]).whole(
    async (name) => {
      if (name === 'swapped') full = true;
    },
    () => {
      if (full) throw new Error('database or disk is full');
    },
  );
  expect(result.outcomes[link]).toMatchObject({
    status: false,
    error: expect.stringContaining('disk is full'),
  });
  expect(result.report.outcome).toBe('reverted');
  expect(await look()).toEqual(before);
});

test('whatever Moodle has to say, it fits into what the panel takes', async () => {
  const run = {
    signal: new AbortController().signal,
    progress: () => undefined,
    log: () => undefined,
  };
  const steps = new StepLog(run, () => new Date(), []);
  const message = 'Something is wrong here. '.repeat(1000);
  for (let n = 0; n < 700; n++) steps.note('upgrade', 'failed', message);
  expect(JSON.stringify(steps.steps).length).toBeLessThan(512 * 1024);

  const asBefore = site.failUpgrades(message);
  const link = await site.zips.plugin({ component: 'local_long' });
  const { outcomes } = await site.plugins([link]).whole();
  asBefore();
  expect(outcomes[link]!.reasons![0]!.message.length).toBeLessThanOrEqual(2000);
});

describe('a way back that fails', () => {
  afterEach(() => site.clean());

  test('the site stays in maintenance, old code and dump are kept and named', async () => {
    const { dataroot, codeRoot } = site.context.site.config;
    const task = site.plugins([await site.boom()]);
    const { id } = site;
    const result = await task.whole(async (name) => {
      if (name !== 'noted-revert') return;
      // Where the new code should go lies something that is no folder.
      await writeFile(join(dataroot, `moopanel_packages/work/${id}/discarded-1`), '');
    });
    expect(result.report.outcome).toBe('broken');
    const kept = join(dataroot, `moopanel_packages/kept/${id}`);
    const [outcome] = Object.values(result.outcomes);
    const [mark, round] = readdirSync(kept);
    expect([mark, round]).toEqual(['.needed', expect.stringMatching(/^1-/)]);
    expect(outcome!.error).toContain(join(kept, round!, 'mod_attendance'));
    expect(outcome!.error).toContain(join(site.context.config.databaseDump.folder, `task-${id}-1.dump`));
    expect(await look()).toMatchObject({ maintenance: true, dumps: [`task-${id}-1.dump`] });
    await rm(join(codeRoot, 'mod/attendance'), { recursive: true });
    await rename(join(kept, round!, 'mod_attendance'), join(codeRoot, 'mod/attendance'));
  });

  test('with pages that are not well the site is in maintenance, not open and broken', async () => {
    const { bridge } = site.context.site;
    const { pages } = bridge;
    const result = await site.plugins([await site.boom()]).whole(async (name) => {
      if (name === 'database-back')
        bridge.pages = async () => [{ path: '/', status: 500, problem: 'Moodle shows an error.' }];
    });
    bridge.pages = pages;
    expect(result.report.outcome).toBe('broken');
    expect(site.inMaintenance).toBe(true);
  });
});
