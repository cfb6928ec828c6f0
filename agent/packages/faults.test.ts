/** What a change leaves behind when it is stopped, cut off, or fails on its way back: never half a site, and the truth. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AgentContext } from '../context.js';
import { createLogger } from '../../runtime/logger.js';
import type { BridgeRun } from '../moodle/bridge.js';
import { sampleLayout } from '../moodle/sample/layout.js';
import { withProvider } from '../moodle/sample/provider/provider.js';
import { openSampleSite } from '../moodle/sample/sample-site.js';
import { TaskStop } from '../tasks/stop-reason.js';
import { createTestContext, type TestContext } from '../testing/test-context.js';
import type { ChangePoint } from './change-tools.js';
import { updateCore } from './core-change.js';
import { changePlugins } from './plugin-change.js';
import { Attempts, lookAt } from './testing/attempts.js';
import { StepLog } from './step-log.js';
import { startZipServer, type ZipServer } from './testing/zip-server.js';
import { uninstallPlugin } from './uninstall-change.js';

const silent = createLogger('test', 'silent');
let context: TestContext;
let zips: ZipServer;
let before: Awaited<ReturnType<typeof lookAt>>;
let id = 0;
let version = 2030010100;

beforeAll(async () => {
  zips = await startZipServer();
  context = await createTestContext({
    config: { download: { allowedHosts: ['127.0.0.1'], tokens: {}, maxBytes: 1024 ** 3 }, upgradeTimeout: 1 },
    site: async (folder) =>
      withProvider(
        await openSampleSite(join(folder, 'site'), silent),
        sampleLayout(join(folder, 'site')),
        silent,
      ),
  });
  await writeFile(join(context.site.config.moodleDir, 'config.php'), '<?php // the site’s own');
});
afterAll(async () => {
  await context.dispose();
  await zips.stop();
});
beforeEach(async () => {
  before = await lookAt(context);
  expect(before).toMatchObject({ maintenance: false, work: [], dumps: [], pending: false });
});

const who = { instanceId: null, userId: null, username: null };
const options = { ...who, dryRun: false, overwriteVcs: false, ignoreHealth: false };
const item = (link: string) => ({
  key: link,
  link,
  component: null,
  version: null,
  sha256: null,
  md5: null,
});
const pluginsOn = (on: AgentContext, ...links: string[]) =>
  new Attempts(on, (id += 1), { ...options, items: links.map(item) }, changePlugins);
const plugins = (...links: string[]) => pluginsOn(context, ...links);
const uninstall = (component: string, on: AgentContext = context) =>
  new Attempts(on, (id += 1), { ...options, component }, uninstallPlugin);
/** As where the tools for a dump are missing, and with an account for reading that may not write. */
const withoutDump = (): AgentContext => {
  const { site, config } = context;
  const reading = site.database.db.withPlugin({
    transformQuery: ({ node }) => {
      if (!/^(Select|Raw)/.test(node.kind)) throw new Error('This account may only read.');
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  return {
    ...context,
    site: { ...site, database: { ...site.database, db: reading } },
    config: { ...config, databaseDump: { ...config.databaseDump, mode: 'never' } },
  };
};
const boom = (component: string) => ({
  'db/upgrade.php': `<?php\nfunction xmldb_${component}_upgrade($old) {\n  throw new moodle_exception('boom');\n}\n`,
});
const maintenanceFile = () => join(context.site.config.dataroot, 'climaintenance.html');
const ended = <R>(work: Promise<R>) =>
  work.then(
    (result) => ({ result, error: null }),
    (error: unknown) => ({ result: null, error }),
  );

describe('a stop before anything was touched', () => {
  const points: ChangePoint[] = ['downloaded', 'staged', 'in-maintenance', 'dumped'];

  test.each(points.flatMap((point) => [['cancel', point] as const, ['shutdown', point] as const]))(
    '%s at "%s" leaves nothing behind: no maintenance, no dump, no work',
    async (reason, point) => {
      const task = plugins(await zips.plugin({ component: 'local_stopped' }));
      const stop = new TaskStop(reason, 'Stopped.');
      const { error } = await ended(
        task.whole(async (name) => {
          if (name === point) task.controller.abort(stop);
        }),
      );
      expect(error).toBeInstanceOf(Error);
      expect(await lookAt(context)).toEqual(before);
    },
  );

  test('a cancel after a part was done tells what was installed, and cancels the rest', async () => {
    const [one, two] = await Promise.all([
      zips.plugin({ component: 'local_first' }),
      zips.plugin({ component: 'local_second' }),
    ]);
    const task = plugins(one!, two!);
    // The first round fails for a reason that names no plugin, so each gets a window of its own.
    const { bridge } = context.site;
    const upgrade = bridge.upgrade.bind(bridge);
    let rounds = 0;
    bridge.upgrade = async (run) =>
      (rounds += 1) === 1
        ? { succeeded: false, failedComponent: null, message: 'Something went wrong.' }
        : upgrade(run);
    const result = await task.whole(async (name) => {
      if (name === 'noted-done') task.controller.abort(new TaskStop('cancel', 'Cancelled.'));
    });
    bridge.upgrade = upgrade;
    expect(result.outcomes).toMatchObject({
      [one!]: { status: true },
      [two!]: { status: false, error: 'Cancelled.' },
    });
    expect(await lookAt(context)).toMatchObject({ maintenance: false, work: [], dumps: [], pending: false });
  });
});

describe('killed and begun again', () => {
  const walk: ChangePoint[] = ['dumped', 'noted-swap', 'swapped', 'noted-upgrade', 'left-maintenance'];

  test.each(walk)('at "%s" an uninstall is carried out all the same', async (point) => {
    const link = await zips.plugin({ component: 'local_leaving', version: (version += 1) });
    await plugins(link).whole();
    const task = uninstall('local_leaving');
    expect(await task.killedAt(point)).toBe(true);
    expect(await task.whole()).toMatchObject({
      uninstalled: true,
      removed: true,
      report: { outcome: 'done' },
    });
    expect(existsSync(join(context.site.config.codeRoot, 'local/leaving'))).toBe(false);
    expect(await lookAt(context)).toMatchObject({ maintenance: false, work: [], dumps: [], pending: false });
  });

  test.each(['noted-swap', 'swapped'] as const)('at "%s" without a dump, too', async (point) => {
    await plugins(await zips.plugin({ component: 'local_leaving', version: (version += 1) })).whole();
    const task = uninstall('local_leaving', withoutDump());
    expect(await task.killedAt(point)).toBe(true);
    expect(await task.whole()).toMatchObject({ uninstalled: true, report: { outcome: 'done' } });
    expect(await lookAt(context)).toMatchObject({ maintenance: false, work: [], pending: false });
  });

  /** The sample's own offer of a newer Moodle. */
  const core = async () => {
    const [offer] = (await context.inventory.read()).coreUpdates;
    const order = { ...options, updateId: null, version: String(offer!.version), sha256: null, md5: null };
    return new Attempts(context, (id += 1), { ...order, link: offer!.download! }, updateCore);
  };

  test.each(['swapped-one', 'upgraded', 'swapped-back'] as const)(
    'at "%s" an update of Moodle that fails in the end is taken back all the same',
    async (point) => {
      const task = await core();
      const { bridge } = context.site;
      const upgrade = bridge.upgrade.bind(bridge);
      const failing = async (run: BridgeRun) => ({
        ...(await upgrade(run)),
        succeeded: false,
        failedComponent: null,
        message: 'At its end.',
      });
      if (point !== 'upgraded') bridge.upgrade = failing;
      expect(await task.killedAt(point)).toBe(true);
      bridge.upgrade = failing;
      expect(await task.whole()).toMatchObject({ status: false, report: { outcome: 'reverted' } });
      bridge.upgrade = upgrade;
      expect(await lookAt(context)).toEqual(before);
    },
  );

  test('at "left-maintenance" an update of Moodle is carried out all the same', async () => {
    const task = await core();
    expect(await task.killedAt('left-maintenance')).toBe(true);
    expect(await task.whole()).toMatchObject({ status: true, report: { outcome: 'done' } });
    expect(await lookAt(context)).toMatchObject({ maintenance: false, work: [], dumps: [], pending: false });
  });

  test.each(['swapped-back', 'database-back'] as const)(
    'at "%s" and again before its end is noted, the way back is gone to its end',
    async (point) => {
      const task = plugins(
        await zips.plugin({
          component: 'mod_attendance',
          version: (version += 1),
          files: boom('attendance'),
        }),
      );
      expect(await task.killedAt(point)).toBe(true);
      // The store takes nothing any more once the dump has been put back: the attempt after that must still find its way.
      await ended(
        task.whole(undefined, () => {
          throw new Error('disk full');
        }),
      );
      const result = await task.whole();
      expect(result.report.outcome).toBe('reverted');
      expect(await lookAt(context)).toEqual(before);
    },
  );

  test('a journal of another form is no reason to begin again on a half changed site', async () => {
    const task = plugins(await zips.plugin({ component: 'local_unread' }));
    expect(await task.killedAt('swapped')).toBe(true);
    task.note({ form: 'of another version', round: { phase: 'swapping' } });
    const half = await lookAt(context);
    const result = await task.whole();
    expect(result.report.outcome).toBe('broken');
    expect(Object.values(result.outcomes)).toMatchObject([
      { status: false, error: expect.stringContaining('cannot be read') },
    ]);
    expect(await lookAt(context)).toEqual(half);
    expect(half.maintenance).toBe(true);
    await rm(maintenanceFile());
    await rm(join(context.site.config.codeRoot, 'local/unread'), { recursive: true });
    await clean();
  });

  test('an upgrade of before that does not end is ended, and the site is made whole', async () => {
    const link = await zips.plugin({ component: 'local_hanging' });
    const task = plugins(link);
    expect(await task.killedAt('noted-upgrade')).toBe(true);
    const script = join(context.site.config.moodleDir, 'admin/cli/upgrade.php');
    const hanging = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', script], {
      stdio: 'ignore',
    });
    const gone = new Promise((done) => hanging.once('exit', done));
    expect((await task.whole()).outcomes).toMatchObject({ [link]: { status: true } });
    await gone;
    expect(await lookAt(context)).toMatchObject({ maintenance: false, work: [], dumps: [], pending: false });
  });
});

test('without a dump the versions are put back, with the account of config.php', async () => {
  const link = await zips.plugin({
    component: 'mod_attendance',
    version: (version += 1),
    files: { 'db/upgrade.php': '<?php\nfunction xmldb_attendance_upgrade($old) {\n  return true;\n}\n' },
  });
  const { bridge } = context.site;
  const upgrade = bridge.upgrade.bind(bridge);
  bridge.upgrade = async (run) => ({
    ...(await upgrade(run)),
    succeeded: false,
    failedComponent: null,
    message: 'At its end.',
  });
  const result = await pluginsOn(withoutDump(), link).whole();
  bridge.upgrade = upgrade;
  expect(result.report).toMatchObject({ outcome: 'reverted', database_dump: false });
  const after = await lookAt(context);
  const { upgrade_log: log, ...rest } = after.database;
  expect(log!.length).toBeGreaterThanOrEqual(before.database.upgrade_log!.length);
  const { upgrade_log: _, ...restBefore } = before.database;
  expect({ ...after, database: rest }).toEqual({ ...before, database: restBefore });
});

test('a store that takes nothing any more in the middle of a round: the site is put back', async () => {
  const link = await zips.plugin({ component: 'local_full' });
  const task = plugins(link);
  let full = false;
  const result = await task.whole(
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
  expect(await lookAt(context)).toEqual(before);
});

test('whatever Moodle has to say, it fits into what the panel takes', async () => {
  const steps = new StepLog(
    { signal: new AbortController().signal, progress: () => undefined, log: () => undefined },
    () => new Date(),
    [],
  );
  for (let n = 0; n < 700; n++) steps.note('upgrade', 'failed', 'Something is wrong here. '.repeat(10_000));
  expect(JSON.stringify(steps.steps).length).toBeLessThan(512 * 1024);
});

describe('a way back that fails', () => {
  afterEach(async () => {
    await rm(maintenanceFile(), { force: true });
    await clean();
  });

  test('the site stays in maintenance, old code and dump are kept and named', async () => {
    const task = plugins(
      await zips.plugin({ component: 'mod_attendance', version: (version += 1), files: boom('attendance') }),
    );
    const { dataroot, codeRoot } = context.site.config;
    const { result } = await ended(
      task.whole(async (name) => {
        if (name !== 'noted-revert') return;
        // Where the new code should go lies something that is no folder.
        await writeFile(join(dataroot, `moopanel_packages/work/${id}/discarded-1`), '');
      }),
    );
    const kept = join(dataroot, `moopanel_packages/kept/${id}`);
    expect(result!.report.outcome).toBe('broken');
    const [outcome] = Object.values(result!.outcomes);
    expect(outcome!.error).toContain(join(kept, '1/mod_attendance'));
    expect(outcome!.error).toContain(join(context.config.databaseDump.folder, `task-${id}-1.dump`));
    const after = await lookAt(context);
    expect(after.maintenance).toBe(true);
    expect(after.dumps).toEqual([`task-${id}-1.dump`]);
    expect(readdirSync(kept)).toEqual(['.needed', '1']);
    await rm(join(codeRoot, 'mod/attendance'), { recursive: true });
    await rename(join(kept, '1/mod_attendance'), join(codeRoot, 'mod/attendance'));
  });

  test('pages that are not well afterwards: the site is in maintenance, not open and broken', async () => {
    const task = plugins(
      await zips.plugin({ component: 'mod_attendance', version: (version += 1), files: boom('attendance') }),
    );
    const { bridge } = context.site;
    const pages = bridge.pages.bind(bridge);
    const result = await task.whole(async (name) => {
      if (name === 'database-back')
        bridge.pages = async () => [{ path: '/', status: 500, problem: 'Moodle shows an error.' }];
    });
    bridge.pages = pages;
    expect(result.report.outcome).toBe('broken');
    expect(existsSync(maintenanceFile())).toBe(true);
  });
});

async function clean(): Promise<void> {
  const { dataroot } = context.site.config;
  await rm(join(dataroot, 'moopanel_packages'), { recursive: true, force: true });
  await rm(context.config.databaseDump.folder, { recursive: true, force: true });
  await mkdir(context.config.databaseDump.folder, { recursive: true });
}
