import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { coreReply } from '../../contract/agent/core.js';
import { pluginReply, pluginsReply, type PluginsReply } from '../../contract/agent/plugins.js';
import { createLogger } from '../../runtime/logger.js';
import { BridgeError } from '../moodle/bridge.js';
import { openSite } from '../moodle/open-site.js';
import type { Site } from '../moodle/site.js';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';

let folder: string;
let site: Site;
let agent: HttpAgent;
/** Thrown instead of an answer. */
let failure: Error | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-inventory-http-'));
  site = await openSite({ kind: 'sample', folder: join(folder, 'site') }, createLogger('test', 'silent'));
  const inventory = () => (failure ? Promise.reject(failure) : site.bridge.inventory());
  const bridge = Object.assign(Object.create(site.bridge) as Site['bridge'], { inventory });
  agent = await startHttpAgent({ site: { ...site, bridge } });
});
afterAll(async () => {
  await agent.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  failure = undefined;
});

/** The reply, which must have exactly the shape of the contract. */
async function read<T>(path: string, schema: { parse(value: unknown): T }): Promise<T> {
  const { status, body } = await agent.ask(path);
  expect([path, status]).toEqual([path, 200]);
  const parsed = schema.parse(body);
  expect(parsed).toEqual(body);
  return parsed;
}
const of = ({ plugins }: PluginsReply, component: string) =>
  plugins.find((plugin) => plugin.component === component);

describe('GET /plugins', () => {
  test('lists every plugin', async () => {
    const reply = await read('/plugins', pluginsReply);
    expect(reply.last_check_for_updates).toMatch(/^\d{10}$/);
    expect(of(reply, 'mod_quiz')).toEqual({
      plugin: 'quiz',
      plugintype: 'mod',
      display_name: 'Quiz',
      component: 'mod_quiz',
      version: '2024100700',
      enabled: true,
      is_standard: true,
      has_updates: false,
      settings_section: 'modsettingquiz',
      directory: '/mod/quiz',
    });
    // A type that cannot be switched off.
    expect(of(reply, 'theme_moove')).toMatchObject({ enabled: false, has_updates: true, is_standard: false });
  });

  test('shows updates and logs when asked, whatever the value of the flag', async () => {
    const reply = await read('/plugins?displayupdates=0&displayupdateslog', pluginsReply);
    expect(of(reply, 'theme_moove')?.update_available).toMatchObject([
      { component: 'theme_moove', version: '2025052600', release: '4.5.2', maturity: 200, type: 'plugin' },
    ]);
    expect(of(reply, 'mod_quiz')).toMatchObject({
      update_available: [],
      update_log: [{ plugin: 'mod_quiz', info: 'Plugin installed', userid: 2, username: 'admin' }],
    });
  });
});

describe('GET /plugin', () => {
  test('describes one plugin as Moodle does', async () => {
    const reply = await read('/plugin?plugin=mod_attendance', pluginReply);
    expect(Object.keys(reply)).toEqual(['plugininfo']);
    expect(reply.plugininfo).toMatchObject({
      type: 'mod',
      name: 'attendance',
      displayname: 'Attendance',
      source: 'ext',
      rootdir: join(site.config.codeRoot, 'mod/attendance'),
      versiondisk: 2024072401,
      versiondb: '2024072401',
      versionrequires: 2022112800,
      release: '4.5.1',
      dependencies: [],
    });
  });

  test('shows updates, log and settings when asked', async () => {
    const reply = await read(
      '/plugin?plugin=auth_ldap&displayupdates&displayupdateslog&displayconfig',
      pluginReply,
    );
    expect(reply.update_available).toEqual([]);
    expect(reply.update_log).toHaveLength(1);
    expect(reply.pluginconfig).toMatchObject({
      version: '2024100700',
      host_url: 'ldaps://ldap.lakeside.example',
    });
    expect(reply.pluginconfig).not.toHaveProperty('bind_pw');
  });

  test('never shows a secret of the site', async () => {
    for (const { component } of (await read('/plugins', pluginsReply)).plugins) {
      const { body } = await agent.ask(`/plugin?plugin=${component}&displayconfig&displayupdateslog`);
      expect(JSON.stringify(body)).not.toContain('not-a-real-password');
    }
  });

  test('shows settings that an activity keeps under its short name', async () => {
    const reply = await read('/plugin?plugin=quiz&displayconfig', pluginReply);
    expect(reply.plugininfo.component).toBe('mod_quiz');
    expect(reply.pluginconfig).toMatchObject({ version: '2024100700', timelimit: '0', autosaveperiod: '30' });
  });

  test.each([
    ['/plugin', 'Plugin not specified.'],
    ['/plugin?plugin=', 'Plugin not specified.'],
    ['/plugin?displayconfig', 'Plugin not specified.'],
    ['/plugin?plugin=local_nothing', 'Plugin not exist.'],
    ['/plugin?plugin=core', 'Plugin not exist.'],
    ['/plugin?plugin=core_plugin&displayconfig', 'Plugin not exist.'],
    ['/plugin?plugin[]=mod_quiz', 'Plugin not specified.'],
    ['/plugin?plugin=mod_quiz&plugin=mod_url', 'Plugin not exist.'],
    ["/plugin?plugin=mod_quiz'--", 'Plugin not exist.'],
    ['/plugin?plugin=../../config', 'Plugin not exist.'],
  ])('%s is refused', async (path, error) => {
    expect(await agent.ask(path)).toMatchObject({ status: 400, body: { error } });
  });
});

describe('GET /moodle_core', () => {
  test('shows both lists without a flag', async () => {
    const reply = await read('/moodle_core', coreReply);
    expect(reply.current_release).toBe('4.5.6 (Build: 20250811)');
    expect(reply.update_available).toMatchObject([
      { component: 'core', compotent: 'core', version: '2024100707', type: 'core-minor' },
      { component: 'core', compotent: 'core', version: '2025041403', type: 'core-mega' },
    ]);
    expect(reply.update_log).toMatchObject([{ plugin: 'core', info: 'Core upgraded' }]);
  });

  test.each([
    ['displayupdates', ['update_available']],
    ['displayupdateslog', ['update_log']],
    ['displayupdates&displayupdateslog', ['update_available', 'update_log']],
  ])('with %s shows %j', async (flags, lists) => {
    const keys = Object.keys(await read(`/moodle_core?${flags}`, coreReply));
    expect(keys.slice(3)).toEqual(lists);
  });
});

test.each([
  ['unavailable', new BridgeError('unavailable', 'PHP is not there: canary')],
  ['aborted', new BridgeError('aborted', 'PHP did not answer within 60 seconds: canary')],
  ['broken', new BridgeError('moodle', 'A plugin of the site is broken: canary')],
])('a Moodle that is %s is 503', async (_what, error) => {
  // Nothing kept may answer.
  await site.database.db
    .updateTable('config')
    .set({ value: error.message })
    .where('name', '=', 'lang')
    .execute();
  failure = error;
  for (const path of ['/plugins', '/plugin?plugin=mod_quiz', '/moodle_core']) {
    const { status, body } = await agent.ask(path);
    expect([path, status, body]).toEqual([path, 503, { error: 'Service Unavailable - try again later.' }]);
  }
});
