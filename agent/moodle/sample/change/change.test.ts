/** What a change of code finds and does on the sample: as on a real Moodle, with real folders. */
import { createServer, type Server } from 'node:http';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, afterAll, describe, expect, test } from '@jest/globals';
import { enterMaintenance } from '../../maintenance.js';
import type { MoodleBridge } from '../../bridge.js';
import { openSampleSite } from '../sample-site.js';
import { sampleLayout } from '../layout.js';
import { SampleSql } from '../sql.js';
import { copyBuiltSite } from '../testing/built-site.js';
import { silent, testRun } from '../testing/sample-fixture.js';

let place: string;
let folder: string;
let number = 0;
let bridge: MoodleBridge;
let sql: SampleSql;
let close: () => Promise<void>;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'moopanel-change-'));
  await copyBuiltSite(join(place, 'built'));
});
afterAll(() => rm(place, { recursive: true, force: true }));

/** Each test has a copy of the site. */
beforeEach(async () => {
  folder = join(place, `copy-${number++}`);
  const { folder: built, filedir } = sampleLayout(join(place, 'built'));
  await cp(built, folder, { recursive: true, filter: (path) => path !== filedir });
  await open();
});
afterEach(() => close());

async function open() {
  const site = await openSampleSite(folder, silent);
  bridge = site.bridge;
  sql = new SampleSql(sampleLayout(folder).database);
  close = async () => {
    sql.close();
    await site.close();
  };
}

const code = (...path: string[]) => join(sampleLayout(folder).moodleDir, ...path);
async function write(path: string, text: string) {
  await mkdir(dirname(code(path)), { recursive: true });
  await writeFile(code(path), `<?php\n${text}\n`);
}
const plugin = (path: string, component: string, version: number, more = '') =>
  write(
    `${path}/version.php`,
    `$plugin->version = ${version};\n$plugin->component = '${component}';\n${more}`,
  );
const version = (component: string) =>
  sql.first('config_plugins', { plugin: component, name: 'version' })?.value;
const logOf = (component: string) => sql.select('upgrade_log', { plugin: component }).map(({ info }) => info);
const upgrade = async () => {
  const run = testRun();
  return { outcome: await bridge.upgrade(run), lines: run.lines };
};

test('a site as it was built is whole', async () => {
  expect(await bridge.upgradeState()).toEqual({
    pending: false,
    mismatches: [],
    unmet: [],
    coreDatabase: '2024100706',
    coreDisk: '2024100706',
  });
  expect(await bridge.pages(new AbortController().signal)).toEqual([
    { path: '/', status: 200, problem: null },
    { path: '/login/index.php', status: 200, problem: null },
  ]);
  const { outcome, lines } = await upgrade();
  expect(outcome.succeeded).toBe(true);
  expect(lines).toEqual([expect.stringContaining('No upgrade needed')]);
  expect(await bridge.facts()).toMatchObject({
    branch: 405,
    databaseVersion: { vendor: 'sqlite' },
    upgradePending: false,
  });
});

test('new and newer plugins are upgraded, and a restart keeps it', async () => {
  await plugin('mod/quest', 'mod_quest', 2025010100);
  await plugin('local/mailtest', 'local_mailtest', 2025010100);
  expect(await bridge.facts()).toMatchObject({ upgradePending: true });
  expect((await bridge.upgradeState()).mismatches).toEqual([
    { component: 'local_mailtest', disk: '2025010100', database: '2024101700' },
    { component: 'mod_quest', disk: '2025010100', database: null },
  ]);
  const { outcome, lines } = await upgrade();
  expect(outcome).toEqual({ succeeded: true, failedComponent: null, message: '' });
  expect(lines.slice(0, -1)).toEqual(['-->local_mailtest', '++ Success ++', '-->mod_quest', '++ Success ++']);
  await close();
  await open();
  expect(await bridge.upgradeState()).toMatchObject({ pending: false, mismatches: [] });
  expect([version('mod_quest'), version('local_mailtest')]).toEqual(['2025010100', '2025010100']);
  expect(sql.first('modules', { name: 'quest' })).toMatchObject({ visible: 1 });
  expect(logOf('mod_quest')).toEqual(['Starting plugin installation', 'Plugin installed']);
  expect(logOf('local_mailtest').slice(-2)).toEqual(['Starting plugin upgrade', 'Plugin upgraded']);
});

test('an upgrade that throws stops there, with what it had written; others before it are done', async () => {
  await plugin('block/xp', 'block_xp', 1);
  await rm(code('block'), { recursive: true });
  await plugin('blocks/xp', 'block_xp', 2025010100);
  await plugin('local/mailtest', 'local_mailtest', 2025010200);
  await write(
    'local/mailtest/db/upgrade.php',
    `function xmldb_local_mailtest_upgrade($oldversion) {
      if ($oldversion < 2025010100) {
        set_config('half', 'done', 'local_mailtest');
        upgrade_plugin_savepoint(true, 2025010100, 'local', 'mailtest');
      }
      throw new moodle_exception('Boom');
    }`,
  );
  const { outcome, lines } = await upgrade();
  expect(outcome).toEqual({
    succeeded: false,
    failedComponent: 'local_mailtest',
    message: '!!! Boom !!!',
  });
  expect(lines.at(-1)).toBe('!!! Boom !!!');
  expect([version('block_xp'), version('local_mailtest')]).toEqual(['2025010100', '2025010100']);
  expect(sql.first('config_plugins', { plugin: 'local_mailtest', name: 'half' })?.value).toBe('done');
  expect(logOf('local_mailtest').at(-1)).toBe('Exception: moodle_exception');
  expect(await bridge.upgradeState()).toMatchObject({ pending: true });
});

test.each([
  ['a lower version', 2020010100, '', /Cannot downgrade local_mailtest/],
  ['a newer Moodle', 2025010100, '$plugin->requires = 2034010100;', /Dependencies check failed/],
  ['a plugin that is not there', 2025010100, "$plugin->dependencies = ['mod_x' => 1];", /Dependencies/],
  ['an older Moodle', 2025010100, '$plugin->incompatible = 405;', /Dependencies check failed/],
])('a plugin that wants %s is refused', async (_what, newVersion, more, message) => {
  await plugin('local/mailtest', 'local_mailtest', newVersion, more);
  expect((await upgrade()).outcome).toMatchObject({
    succeeded: false,
    failedComponent: 'local_mailtest',
    message: expect.stringMatching(message),
  });
  expect(version('local_mailtest')).toBe('2024101700');
});

describe('Moodle itself', () => {
  async function newCore(from: string, to: string) {
    const text = await readFile(code('version.php'), 'utf8');
    await writeFile(code('version.php'), text.replace('2024100706.00', from).replace('4.5.6', to));
  }

  test('is upgraded, in the database too', async () => {
    await newCore('2024100707.00', '4.5.7');
    expect((await upgrade()).lines.slice(0, 2)).toEqual(['-->System', '++ Success ++']);
    expect(await bridge.upgradeState()).toMatchObject({ pending: false, coreDatabase: '2024100707' });
    expect(await bridge.inventory()).toMatchObject({
      version: '2024100707',
      release: expect.stringMatching(/^4\.5\.7/),
    });
    expect(await bridge.facts()).toMatchObject({ version: '2024100707' });
    expect(logOf('core').slice(-2)).toEqual(['Starting core upgrade', 'Core upgraded']);
  });

  test('fails in the middle with what it had done', async () => {
    await newCore('2024100707.00', '4.5.7');
    await write(
      'lib/db/upgrade.php',
      "function xmldb_main_upgrade($oldversion) { upgrade_main_savepoint(true, 2024100706.05); throw new ddl_exception('No'); }",
    );
    expect((await upgrade()).outcome).toMatchObject({ succeeded: false, failedComponent: 'core' });
    expect((await bridge.upgradeState()).coreDatabase).toBe('2024100706.05');
  });

  test('is never downgraded', async () => {
    await newCore('2024100705.00', '4.5.5');
    expect((await upgrade()).outcome).toMatchObject({ succeeded: false, failedComponent: 'core' });
  });
});

test('a file that PHP cannot read breaks the site, until it is gone', async () => {
  await write('local/mailtest/lib.php', 'function local_mailtest_x( { }');
  const problem = expect.stringMatching(/Unclosed '\(' on line 2 in local\/mailtest\/lib\.php/);
  expect(await bridge.pages(new AbortController().signal)).toEqual([
    { path: '/', status: 500, problem },
    { path: '/login/index.php', status: 500, problem },
  ]);
  await expect(bridge.upgradeState()).rejects.toMatchObject({ name: 'BridgeError', kind: 'moodle' });
  expect((await upgrade()).outcome).toMatchObject({ succeeded: false, message: problem });
  expect(await bridge.syntaxErrors(code('local/mailtest'), testRun())).toEqual([
    { file: 'lib.php', message: "Unclosed '(' on line 2" },
  ]);
  await rm(code('local/mailtest/lib.php'));
  expect(await bridge.syntaxErrors(code('local/mailtest'), testRun())).toEqual([]);
  expect((await bridge.upgradeState()).pending).toBe(false);
});

test('maintenance is seen', async () => {
  await enterMaintenance(sampleLayout(folder), 7);
  expect((await bridge.facts()).maintenance).toBe(true);
  expect((await bridge.pages(new AbortController().signal))[0]).toMatchObject({ status: 503 });
});

describe('uninstalling', () => {
  test('forgets a plugin, whose folder stays', async () => {
    expect(await bridge.uninstallReasons('mod_attendance')).toEqual([]);
    await bridge.uninstall({ component: 'mod_attendance' }, testRun());
    expect(version('mod_attendance')).toBeUndefined();
    expect(sql.first('modules', { name: 'attendance' })).toBeUndefined();
    expect(logOf('mod_attendance').at(-1)).toBe('Plugin uninstalled');
    expect((await bridge.upgradeState()).mismatches).toEqual([
      { component: 'mod_attendance', disk: '2024072401', database: null },
    ]);
    await rm(code('mod/attendance'), { recursive: true });
    expect(await bridge.upgradeState()).toMatchObject({ pending: true, mismatches: [] });
    await upgrade();
    expect((await bridge.upgradeState()).pending).toBe(false);
  });

  test('is refused with everything that speaks against it', async () => {
    const codes = async (component: string) =>
      (await bridge.uninstallReasons(component)).map((reason) => reason.code);
    expect(await codes('mod_quiz')).toEqual(['standard']);
    expect(await codes('theme_boost')).toEqual(['standard', 'in-use']);
    expect(await codes('local_nothing')).toEqual(['not-installed']);
    await plugin('local/needs', 'local_needs', 1, "$plugin->dependencies = ['block_xp' => ANY_VERSION];");
    expect(await codes('block_xp')).toEqual(['required']);
    await expect(bridge.uninstall({ component: 'block_xp' }, testRun())).rejects.toMatchObject({
      kind: 'moodle',
      message: 'local_needs requires block_xp: uninstall that first.',
    });
    await expect(bridge.uninstall({ component: 'local_nothing' }, testRun())).rejects.toMatchObject({
      kind: 'not-found',
    });
  });
});

describe('the check for updates', () => {
  let server: Server;
  let answer: { status: number; body: unknown };
  const offer = (version: number) => ({ local_mailtest: [{ version, release: '3', maturity: 200 }] });
  beforeEach(async () => {
    server = createServer((_req, res) => {
      res.writeHead(answer.status).end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const value = `http://127.0.0.1:${(server.address() as AddressInfo).port}/updates`;
    sql.insert('config', { name: 'alternativeupdateproviderurl', value });
  });
  afterEach(() => void server.close());

  test('asks the provider of the site', async () => {
    answer = {
      status: 200,
      body: { status: 'OK', apiver: '1.3', forbranch: '4.5', updates: offer(2034010100) },
    };
    const before = Math.floor(Date.now() / 1000);
    const time = await bridge.checkUpdates();
    expect(Number(time)).toBeGreaterThanOrEqual(before);
    const inventory = await bridge.inventory();
    expect(inventory.lastCheck).toBe(time);
    expect(inventory.plugins.find(({ hasUpdates }) => hasUpdates)?.updates).toMatchObject([
      { version: '2034010100' },
    ]);
  });

  test.each([
    ['a failure', 500, {}],
    ['another format', 200, { hello: 1 }],
    ['another branch', 200, { status: 'OK', apiver: '1.3', forbranch: '5.0', updates: {} }],
  ])('keeps what was known after %s', async (_what, status, body) => {
    answer = { status, body };
    const before = (await bridge.inventory()).lastCheck;
    await expect(bridge.checkUpdates()).rejects.toMatchObject({ name: 'BridgeError', kind: 'moodle' });
    expect((await bridge.inventory()).lastCheck).toBe(before);
  });

  test('without a provider is only noted', async () => {
    sql.remove('config', { name: 'alternativeupdateproviderurl' });
    const time = await bridge.checkUpdates();
    expect((await bridge.inventory()).lastCheck).toBe(time);
    expect((await bridge.inventory()).coreUpdates).toHaveLength(2);
  });
});
