import { appendFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger.js';
import { BridgeError } from '../moodle/bridge.js';
import type { Inventory } from '../moodle/inventory/inventory.js';
import { openSite } from '../moodle/open-site.js';
import type { Site } from '../moodle/site.js';
import { MoodleUnavailable } from '../moodle/unavailable.js';
import { PluginInventory } from './plugin-inventory.js';
import { findPlugin } from './plugin-replies.js';

const silent = createLogger('test', 'silent');
let folder: string;
/** One sample site for all tests: each changes something of its own. */
let opened: Site;
let site: Site;
let asked: number;
let askedSecrets: number;
/** What happens while Moodle is answering. */
let meanwhile: () => Promise<void>;
let now: number;
let source: PluginInventory;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-inventory-'));
  opened = await openSite({ kind: 'sample', folder: join(folder, 'site') }, silent);
  const inventory = async () => {
    asked++;
    const answer = await opened.bridge.inventory();
    await meanwhile();
    return answer;
  };
  const secretSettings = () => {
    askedSecrets++;
    return opened.bridge.secretSettings();
  };
  const bridge = Object.assign(Object.create(opened.bridge) as Site['bridge'], { inventory, secretSettings });
  site = { ...opened, bridge };
});
afterAll(async () => {
  await opened.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  asked = askedSecrets = 0;
  meanwhile = async () => undefined;
  // What was written just now counts as settled a minute later.
  now = Date.now() + 60_000;
  source = new PluginInventory(site, silent, () => new Date(now));
});

const plugin = (inventory: Inventory, component: string) => findPlugin(inventory, component);
const code = (...path: string[]) => join(site.config.codeRoot, ...path);
const setting = (plugin: string, name: string, value: string) =>
  site.database.db.insertInto('config_plugins').values({ plugin, name, value }).execute();
const coreSetting = (name: string, value: string) =>
  site.database.db.updateTable('config').set({ value }).where('name', '=', name).execute();
const edit = async (file: string, from: string | RegExp, to: string) =>
  writeFile(file, (await readFile(file, 'utf8')).replace(from, to));

test('asks Moodle once while nothing changes, and everybody at once only once', async () => {
  const [first, second] = await Promise.all([source.read(), source.read()]);
  expect(second).toBe(first);
  expect(await source.read()).toBe(first);
  expect(asked).toBe(1);
  expect(plugin(first, 'mod_quiz')).toMatchObject({ enabled: true, standard: true, directory: '/mod/quiz' });
  expect(plugin(first, 'theme_moove')).toMatchObject({ standard: false, hasUpdates: true });
});

describe('notices', () => {
  type Change = [what: string, change: () => Promise<unknown>, seen: (after: Inventory) => unknown];
  const changes: Change[] = [
    [
      'an activity that is switched off',
      () => site.database.db.updateTable('modules').set({ visible: 0 }).where('name', '=', 'quiz').execute(),
      (after) => plugin(after, 'mod_quiz')?.enabled === false,
    ],
    [
      'a block that is switched off',
      () => site.database.db.updateTable('block').set({ visible: 0 }).where('name', '=', 'html').execute(),
      (after) => plugin(after, 'block_html')?.enabled === false,
    ],
    [
      'a list of plugins in a core setting',
      () => coreSetting('auth', 'email'),
      (after) => plugin(after, 'auth_ldap')?.enabled === false,
    ],
    [
      'a switch in a plugin setting',
      () => setting('format_weeks', 'disabled', '1'),
      (after) => plugin(after, 'format_weeks')?.enabled === false,
    ],
    [
      'a filter that is switched on',
      () =>
        site.database.db
          .insertInto('filter_active')
          .columns(['filter', 'contextid', 'active', 'sortorder'])
          .expression((q) =>
            q
              .selectFrom('context')
              .select((e) => [e.val('multilang').as('f'), 'id', e.val(1).as('a'), e.val(1).as('s')])
              .where('contextlevel', '=', '10'),
          )
          .execute(),
      (after) => plugin(after, 'filter_multilang')?.enabled === true,
    ],
    ['the hash of all versions', () => coreSetting('allversionshash', 'changed'), () => true],
    [
      'an upgraded version in the database',
      () =>
        site.database.db
          .updateTable('config_plugins')
          .set({ value: '2030010100' })
          .where('plugin', '=', 'mod_quiz')
          .where('name', '=', 'version')
          .execute(),
      (after) => plugin(after, 'mod_quiz')?.info.versiondb === '2030010100',
    ],
    [
      'a new answer of the update check',
      () =>
        site.database.db
          .updateTable('config_plugins')
          .set({ value: '{"status":"OK","apiver":"1.3","forbranch":"4.5","updates":{}}' })
          .where('name', '=', 'recentresponse')
          .execute(),
      (after) => plugin(after, 'theme_moove')?.hasUpdates === false && after.coreUpdates.length === 0,
    ],
    [
      'a new update check with the same answer',
      () =>
        site.database.db
          .updateTable('config_plugins')
          .set({ value: '1795000100' })
          .where('name', '=', 'recentfetch')
          .execute(),
      (after) => after.lastCheck === '1795000100',
    ],
    [
      'a version.php that is written in place',
      () => edit(code('mod/quiz/version.php'), /version {3}= \d+/, 'version   = 2031010100'),
      (after) => plugin(after, 'mod_quiz')?.info.versiondisk === 2031010100,
    ],
    [
      'a version.php of the same length',
      () => edit(code('mod/quiz/version.php'), /version {3}= \d{10}/, 'version   = 2032010100'),
      (after) => plugin(after, 'mod_quiz')?.info.versiondisk === 2032010100,
    ],
    [
      'a folder that is swapped by renaming',
      async () => {
        await mkdir(code('new'));
        await writeFile(
          code('new/version.php'),
          "<?php $plugin->version = 2033010100; $plugin->component = 'mod_url';",
        );
        await rename(code('mod/url'), code('old'));
        await rename(code('new'), code('mod/url'));
      },
      (after) => plugin(after, 'mod_url')?.info.versiondisk === 2033010100,
    ],
    [
      'a plugin that is added',
      async () => {
        await mkdir(code('local/added'));
        await writeFile(code('local/added/version.php'), '<?php $plugin->version = 2024010100;');
      },
      (after) => plugin(after, 'local_added')?.info.versiondb === null,
    ],
    [
      'a plugin that is removed',
      () => rm(code('local/mailtest'), { recursive: true }),
      (after) => plugin(after, 'local_mailtest') === undefined,
    ],
    ['a settings page that is added', () => writeFile(code('local/lakeside/settings.php'), ''), () => true],
    ['a change of config.php', () => appendFile(join(site.config.moodleDir, 'config.php'), '\n'), () => true],
    [
      'a language pack',
      () => mkdir(join(site.config.dataroot, 'lang', 'de'), { recursive: true }),
      () => true,
    ],
    ['a version of core', () => appendFile(code('version.php'), '\n'), () => true],
  ];

  test.each(changes)('%s', async (_what, change, seen) => {
    const before = await source.read();
    expect(await source.read()).toBe(before);
    await change();
    const after = await source.read();
    expect(asked).toBe(2);
    expect(seen(after)).toBe(true);
  });
});

test('does not ask again when cron notes down its times', async () => {
  const before = await source.read();
  await site.database.db
    .updateTable('config_plugins')
    .set({ value: '1' })
    .where('name', 'like', 'lastcron%')
    .execute();
  expect(await source.read()).toBe(before);
});

test('asks again after a while, whatever it sees', async () => {
  await source.read();
  now += 11 * 60_000;
  await source.read();
  expect(asked).toBe(2);
});

test('does not keep an answer during which the code changed', async () => {
  now = Date.now();
  meanwhile = () => edit(code('mod/quiz/version.php'), /version {3}= \d+/, 'version   = 2034010100');
  await source.read();
  meanwhile = async () => undefined;
  const inventory = await source.read();
  expect(plugin(inventory, 'mod_quiz')?.info.versiondisk).toBe(2034010100);
  expect(asked).toBe(2);
  expect(await source.read()).toBe(inventory);
});

test('does not keep an answer during which the database changed', async () => {
  meanwhile = async () => void (await coreSetting('enrol_plugins_enabled', 'manual'));
  await source.read();
  meanwhile = async () => undefined;
  expect(plugin(await source.read(), 'enrol_self')?.enabled).toBe(false);
});

test('keeps nothing where the agent cannot see the code', async () => {
  const blind = { ...site, config: { ...site.config, codeRoot: join(folder, 'nowhere') } };
  source = new PluginInventory(blind, silent, () => new Date(now));
  await source.read();
  await source.read();
  expect(asked).toBe(2);
});

test('asks for secret settings once for each inventory', async () => {
  const first = await source.read();
  expect(await source.secretSettings(first)).toContainEqual({ plugin: 'auth_ldap', name: 'bind_pw' });
  await source.secretSettings(first);
  expect(askedSecrets).toBe(1);
  await coreSetting('allversionshash', 'changed again');
  await source.secretSettings(await source.read());
  expect(askedSecrets).toBe(2);
});

test('a failure is for its readers only', async () => {
  meanwhile = () => Promise.reject(new BridgeError('moodle', 'A plugin is broken.'));
  await expect(source.read()).rejects.toBeInstanceOf(MoodleUnavailable);
  meanwhile = () => Promise.reject(new BridgeError('aborted', 'Too late.'));
  await expect(source.read()).rejects.toMatchObject({ name: 'BridgeError', kind: 'aborted' });
  meanwhile = async () => undefined;
  expect((await source.read()).plugins.length).toBeGreaterThan(50);
});
