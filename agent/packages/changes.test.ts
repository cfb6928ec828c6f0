/** Changes of the sample site's code over the real API, with real zips and folders. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { openBuiltSite } from '../moodle/sample/testing/built-site.js';
import { sampleLayout } from '../moodle/sample/layout.js';
import { withProvider } from '../moodle/sample/provider/provider.js';
import { createLogger } from '../../runtime/logger.js';
import { changeHandlers } from './handlers.js';
import { codeOf, databaseOf } from './testing/site-state.js';
import { startZipServer, type ZipServer } from './testing/zip-server.js';

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

const silent = createLogger('test', 'silent');
let agent: HttpAgent;
let zips: ZipServer;

// One site for all of them: each leaves it well, which is looked at after each.
beforeAll(async () => {
  zips = await startZipServer();
  agent = await startHttpAgent({
    config: { download: { allowedHosts: ['127.0.0.1'], tokens: {}, maxBytes: 1024 ** 3 } },
    site: async (folder) => {
      const site = await openBuiltSite(join(folder, 'site'), silent);
      return withProvider(site, sampleLayout(join(folder, 'site')), silent);
    },
  });
  for (const handler of changeHandlers(agent.context)) agent.context.tasks.register(handler);
  await agent.context.tasks.start();
});
afterAll(async () => {
  await agent.stop();
  await zips.stop();
});
afterEach(() => {
  expect(inMaintenance()).toBe(false);
  expect(leftovers()).toEqual([]);
});

const site = () => agent.context.site;
const state = async () => ({ code: await codeOf(site()), database: await databaseOf(site()) });
const post = async (path: string, data: object): Promise<Json> => {
  const { status, body } = await agent.ask(path, { method: 'POST', data });
  return { http: status, ...(body as Json) };
};
const installZips = (...updates: unknown[]) => post('/plugins/installzip', { updates });
const versionOf = async (component: string) => {
  const { body } = await agent.ask(`/plugins`);
  const found = (body as Json).plugins.find((plugin: Json) => plugin.component === component);
  return found?.version ?? null;
};
/** What is kept of a plugin's old folders: their version files. */
const keptVersions = async (component: string): Promise<string[]> => {
  const kept = join(site().config.dataroot, 'moopanel_packages/kept');
  const entries = await readdir(kept, { recursive: true });
  const files = entries.filter((entry) => entry.endsWith(`${component}/version.php`));
  return Promise.all(files.map((file) => readFile(join(kept, file), 'utf8')));
};
const inMaintenance = () => existsSync(join(site().config.dataroot, 'climaintenance.html'));
const leftovers = () => {
  const work = join(site().config.dataroot, 'moopanel_packages', 'work');
  return existsSync(work) ? readdirSync(work) : [];
};

describe('updates', () => {
  test('an offered update is installed, the old code is kept, and the panel is told each step', async () => {
    const { body } = await agent.ask('/plugins?displayupdates');
    const plugin = (body as Json).plugins.find((each: Json) => each.component === 'mod_attendance');
    const [offer] = plugin.update_available;
    const reply = await post('/plugins/updates', { updates: [{ ...offer, model_id: 7 }] });

    expect(reply).toMatchObject({
      http: 200,
      updates: [
        {
          7: {
            status: true,
            component: 'mod_attendance',
            error: null,
            from_version: plugin.version,
            to_version: offer.version,
          },
        },
      ],
      report: { outcome: 'done', dry_run: false, database_dump: true },
    });
    expect(reply.report.steps.map((each: Json) => [each.step, each.status])).toEqual(
      [
        'resolve',
        'download',
        'inspect',
        'preflight',
        'stage',
        'maintenance',
        'dump',
        'swap',
        'upgrade',
        'check',
      ].map((step) => [step, 'ok']),
    );
    expect(await versionOf('mod_attendance')).toBe(offer.version);
    const kept = await keptVersions('mod_attendance');
    expect(kept).toEqual([expect.stringContaining(plugin.version)]);
  });

  test('with an instance the answer comes at once and the outcome by callback and by /tasks/check', async () => {
    const received: Json[] = [];
    const panel: Server = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        received.push({ path: req.url, ...(JSON.parse(Buffer.concat(chunks).toString()) as Json) });
        res.end('{}');
      });
    });
    panel.listen(0, '127.0.0.1');
    await once(panel, 'listening');
    const url = `http://127.0.0.1:${(panel.address() as AddressInfo).port}`;
    await post('/panel', { panel_url: url, instance_id: 3 });
    const link = await zips.plugin({ component: 'local_hello', version: 2025010100 });
    const reply = await post('/plugins/installzip', {
      updates: [link],
      instance_id: 3,
      user_id: 4,
      username: 'ada',
    });
    expect(reply).toEqual({
      http: 200,
      status: true,
      moodle_job_id: expect.any(Number),
      message: 'Plugins install in progress.',
    });
    while ((await agent.context.tasks.get(reply.moodle_job_id))!.finishedAt === null)
      await new Promise((done) => setTimeout(done, 20));
    await agent.context.outbox.deliverDue();
    panel.close();
    panel.closeAllConnections();
    const update = { link, status: true, component: 'local_hello', version: '2025010100', error: null };
    expect(received).toMatchObject([
      {
        path: '/api/updates/zip-plugins/instance/3',
        moodle_job_id: reply.moodle_job_id,
        user_id: 4,
        username: 'ada',
        updates: [update],
        report: { outcome: 'done' },
      },
    ]);
    const check = await agent.ask(`/tasks/check?id=${reply.moodle_job_id}&type=plugins_install_zip`);
    expect(check.body).toMatchObject({ status: 1, result: { updates: [update] } });
  });

  test('what an agent kept whose store was lost is not taken for the old code of a new task', async () => {
    const first = await zips.plugin({ component: 'local_twice', version: 2025010100 });
    await installZips(first);
    const { id } = (await agent.context.tasks.list({ limit: 1 }))[0]!;
    const kept = join(site().config.dataroot, 'moopanel_packages/kept', String(id + 1));
    for (const round of ['1', '2']) {
      await mkdir(join(kept, round, 'local_twice'), { recursive: true });
      await writeFile(join(kept, round, 'local_twice/version.php'), 'of another time');
    }
    const second = await zips.plugin({ component: 'local_twice', version: 2025010101 });
    expect(await installZips(second)).toMatchObject({ updates: { [second]: { status: true } } });
    expect(await versionOf('local_twice')).toBe('2025010101');
    expect(await keptVersions('local_twice')).toHaveLength(3);
  });

  test('the name of the folder in the zip does not count', async () => {
    const link = await zips.plugin({ component: 'mod_poll', root: 'moodle-mod_poll-1.2.3' });
    expect(await installZips(link)).toMatchObject({
      updates: { [link]: { status: true, component: 'mod_poll' } },
    });
    expect(existsSync(join(site().config.codeRoot, 'mod/poll/version.php'))).toBe(true);
  });

  test('of five with a bad one the others are installed, in one maintenance window', async () => {
    const good = await Promise.all(
      ['local_one', 'local_two', 'mod_three', 'block_four'].map((component) => zips.plugin({ component })),
    );
    const newer = await zips.plugin({ component: 'local_five', requires: 2099010100 });
    const reply = await installZips(good[0], good[1], newer, good[2], good[3]);
    for (const link of good) expect(reply.updates[link]).toMatchObject({ status: true, error: null });
    expect(reply.updates[newer]).toMatchObject({
      status: false,
      component: 'local_five',
      step: 'inspect',
      reasons: [{ code: 'requires-moodle' }],
    });
    expect(reply.report.steps.filter((each: Json) => each.step === 'maintenance')).toHaveLength(1);
  });

  test('a plugin comes with the one that it needs, and stays away without', async () => {
    const base = await zips.plugin({ component: 'local_base', version: 2025010100 });
    const needs = await zips.plugin({ component: 'local_needs', dependencies: { local_base: 2025010100 } });
    expect(await installZips(needs)).toMatchObject({
      updates: { [needs]: { status: false, reasons: [{ code: 'dependency-missing' }] } },
      report: { outcome: 'refused' },
    });
    const both = await installZips(needs, base);
    expect(both).toMatchObject({ updates: { [needs]: { status: true }, [base]: { status: true } } });
  });
});

describe('failures leave the site as it was', () => {
  test.each([
    ['a component other than ordered', { component: 'local_other', version: 2025031200 }, 'other-component'],
    ['a version other than ordered', { component: 'mod_attendance', version: 2025010100 }, 'other-version'],
  ])('%s', async (_name, options, code) => {
    const before = await state();
    const download = await zips.plugin(options);
    const update = { model_id: 1, component: 'mod_attendance', version: '2025031200', download };
    const reply = await post('/plugins/updates', { updates: [update] });
    expect(reply.updates[0][1]).toMatchObject({ status: false, step: 'inspect', reasons: [{ code }] });
    expect(reply.report.outcome).toBe('refused');
    expect(await state()).toEqual(before);
  });

  test('a wrong checksum', async () => {
    const link = await zips.plugin({ component: 'local_one' });
    const reply = await installZips({ link, sha256: '0'.repeat(64) });
    expect(reply.updates[link]).toMatchObject({
      status: false,
      step: 'verify',
      reasons: [{ code: 'digest' }],
    });
  });

  test('an upgrade that throws: folder, database and maintenance are as before, and Moodle’s words are told', async () => {
    const before = await state();
    const link = await zips.plugin({
      component: 'mod_attendance',
      version: 2025031201,
      files: {
        'db/upgrade.php':
          "<?php\nfunction xmldb_attendance_upgrade($old) {\n  throw new moodle_exception('boom');\n}\n",
      },
    });
    const reply = await installZips(link);
    expect(reply.updates[link]).toMatchObject({
      status: false,
      component: 'mod_attendance',
      step: 'upgrade',
    });
    expect(reply.updates[link].error).toContain('The site was put back as it was.');
    expect(reply.report).toMatchObject({ outcome: 'reverted', database_dump: true });
    expect(await state()).toEqual(before);
  });

  test('of several the one whose upgrade throws is left out, and the others are installed', async () => {
    const good = await zips.plugin({ component: 'local_good' });
    const bad = await zips.plugin({
      component: 'local_bad',
      files: {
        'db/install.php':
          "<?php\nfunction xmldb_local_bad_install() {\n  throw new moodle_exception('boom');\n}\n",
      },
    });
    const reply = await installZips(good, bad);
    expect(reply.updates).toMatchObject({
      [good]: { status: true },
      [bad]: { status: false, step: 'upgrade' },
    });
    expect(reply.report.outcome).toBe('done');
    expect(await versionOf('local_bad')).toBeNull();
    expect(existsSync(join(site().config.codeRoot, 'local/bad'))).toBe(false);
    expect(await versionOf('local_good')).not.toBeNull();
  });

  test('a file that PHP cannot read is found before the site is touched', async () => {
    const before = await state();
    const link = await zips.plugin({
      component: 'local_one',
      files: { 'lib.php': '<?php\nfunction oops( {\n' },
    });
    const reply = await installZips(link);
    expect(reply.updates[link]).toMatchObject({
      status: false,
      step: 'stage',
      reasons: [{ code: 'syntax' }],
    });
    expect(reply.report.steps.map((each: Json) => each.step)).not.toContain('maintenance');
    expect(await state()).toEqual(before);
  });

  test('a plugin of the site under version control is not replaced unless told so', async () => {
    await writeFile(join(site().config.codeRoot, 'mod/attendance/.git'), 'gitdir: elsewhere');
    const link = await zips.plugin({ component: 'mod_attendance', version: 2025031202 });
    expect((await installZips(link)).updates[link]).toMatchObject({ reasons: [{ code: 'version-control' }] });
    const told = await post('/plugins/installzip', { updates: [link], overwrite_vcs: true });
    expect(told.updates[link]).toMatchObject({ status: true });
  });

  test('an operator’s own maintenance mode stays on', async () => {
    await writeFile(join(site().config.dataroot, 'climaintenance.html'), 'We are back at noon.');
    const link = await zips.plugin({ component: 'local_one' });
    const reply = await installZips(link);
    expect(reply.updates[link]).toMatchObject({ status: true });
    expect(reply.report.warnings).toMatchObject([{ code: 'maintenance-on' }]);
    expect(readFileSync(join(site().config.dataroot, 'climaintenance.html'), 'utf8')).toBe(
      'We are back at noon.',
    );
    await rm(join(site().config.dataroot, 'climaintenance.html'));
  });
});

test('a dry run names every reason and touches nothing', async () => {
  const before = await state();
  const fine = await zips.plugin({ component: 'local_fine' });
  const bad = await zips.plugin({
    component: 'mod_attendance',
    version: 2020010100,
    requires: 2099010100,
    dependencies: { local_nowhere: 'any' },
  });
  const reply = await post('/plugins/installzip', { updates: [fine, bad], dry_run: true });
  expect(reply.updates[fine]).toMatchObject({ status: true, component: 'local_fine', error: null });
  const codes = reply.updates[bad].reasons.map((each: Json) => each.code).sort();
  expect(codes).toEqual(['dependency-missing', 'downgrade', 'requires-moodle']);
  expect(reply.report).toMatchObject({ dry_run: true, outcome: 'refused' });
  expect(await state()).toEqual(before);
});

describe('uninstalling', () => {
  const uninstall = (plugin: string, data: object = { confirm: true }) =>
    post(`/plugin/uninstall?plugin=${plugin}`, data);

  test('removes data and folder', async () => {
    expect(await uninstall('local_mailtest')).toMatchObject({ http: 200, uninstalled: true, removed: true });
    expect(await versionOf('local_mailtest')).toBeNull();
    expect(existsSync(join(site().config.codeRoot, 'local/mailtest'))).toBe(false);
  });

  test('is refused for a plugin of Moodle’s own, one that is needed, and without confirmation', async () => {
    expect(await uninstall('mod_quiz')).toMatchObject({ http: 400 });
    const needs = await zips.plugin({ component: 'local_wants', dependencies: { local_lakeside: 'any' } });
    await installZips(needs);
    expect(await uninstall('local_lakeside')).toMatchObject({
      http: 400,
      error: expect.stringContaining('local_wants'),
    });
    expect(await uninstall('local_wants', {})).toMatchObject({ http: 403, error: 'Not confirmed.' });
    expect(await uninstall('local_nowhere')).toMatchObject({ http: 400, error: 'Plugin not exist.' });
  });
});

describe('Moodle itself', () => {
  const offers = async () => ((await agent.ask('/moodle_core')).body as Json).update_available as Json[];

  test('a config.php that would not find the new Moodle refuses the update in words', async () => {
    const before = await state();
    const configFile = join(site().config.moodleDir, 'config.php');
    await writeFile(configFile, "<?php require_once(__DIR__ . '/elsewhere/lib/setup.php');");
    const [minor] = await offers();
    const reply = await post('/moodle_core/update', minor!);
    await rm(configFile);
    expect(reply).toMatchObject({
      status: false,
      message: expect.stringContaining('/elsewhere/lib/setup.php'),
      report: { outcome: 'refused' },
    });
    expect(await state()).toEqual(before);
  });

  test('is updated with config.php, plugins from elsewhere and the site’s own files carried over', async () => {
    const { codeRoot, moodleDir } = site().config;
    await writeFile(join(moodleDir, 'config.php'), '<?php // the site’s own');
    await writeFile(join(moodleDir, '.htaccess'), 'Require all granted');
    const [minor] = await offers();
    const attendance = readFileSync(join(codeRoot, 'mod/attendance/version.php'), 'utf8');
    const reply = await post('/moodle_core/update', minor!);
    expect(reply).toMatchObject({ status: true, report: { outcome: 'done' } });
    expect((await agent.ask('/moodle_core')).body).toMatchObject({
      current_version: minor!.version,
      current_release: minor!.release,
    });
    expect(readFileSync(join(moodleDir, 'config.php'), 'utf8')).toContain('the site’s own');
    expect(existsSync(join(moodleDir, '.htaccess'))).toBe(true);
    expect(readFileSync(join(codeRoot, 'mod/attendance/version.php'), 'utf8')).toBe(attendance);
  });

  test('plugins that do not support the new version are listed before anything happens', async () => {
    const before = await state();
    const major = (await offers()).find(({ type }) => type !== 'core-minor')!;
    const reply = await post('/moodle_core/update', { ...major, dry_run: true });
    expect(reply.report).toMatchObject({ dry_run: true });
    expect(await state()).toEqual(before);
  });

  test('a version that is not offered is refused in the reference’s words', async () => {
    const reply = await post('/moodle_core/update', { version: '2030010100', download: zips.link('x.zip') });
    expect(reply).toEqual({
      http: 400,
      error: 'Bad request - Moodle version not found in available updates.',
    });
  });
});
