/** Admin presets of the sample site, over real HTTP, with a panel that takes the callback. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger.js';
import { PLUGIN_STATE } from '../../contract/agent/presets.js';
import { openSetting, sealSetting } from '../../contract/agent/sealed-setting.js';
import {
  DELIVERY_HEADER,
  JOB_HEADER,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
  verifyCallback,
} from '../../contract/agent/signature.js';
import { readPresetXml } from '../moodle/preset-xml.js';
import { sampleLayout } from '../moodle/sample/layout.js';
import { openSampleSite } from '../moodle/sample/sample-site.js';
import { SampleSql } from '../moodle/sample/sql.js';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { TEST_KEY } from '../testing/test-context.js';
import { heldWork, testHandler } from '../testing/test-handler.js';
import { presetHandlers } from './handlers.js';
import {
  apply,
  orderPreset,
  presetOf,
  startPresetPanel,
  undo,
  type PresetPanel,
} from './testing/preset-panel.js';

const { GOLDEN_DIR } = process.env;
const CANARY = 'c4nary-in-a-setting';

let agent: HttpAgent;
let panel: PresetPanel;
let sql: SampleSql;
let logged = '';

beforeAll(async () => {
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString();
      done();
    },
  });
  const logger = createLogger('test', 'trace', sink);
  panel = await startPresetPanel();
  agent = await startHttpAgent({
    site: (folder) => openSampleSite(join(folder, 'site'), logger),
    config: { panelUrl: panel.url },
    logger,
  });
  for (const handler of presetHandlers(agent.context)) agent.context.tasks.register(handler);
  sql = new SampleSql(sampleLayout(join(agent.context.folder, 'site')).database);
  for (const [where, value] of [
    [{ plugin: 'auth_ldap', name: 'bind_pw' }, CANARY],
    [{ plugin: 'local_lakeside', name: 'libraryapikey' }, CANARY],
    [{ plugin: 'local_lakeside', name: 'libraryurl' }, `https://me:${CANARY}@library.lakeside.example`],
  ] as const) {
    sql.update('config_plugins', where, { value });
  }
  sql.update('config', { name: 'smtppass' }, { value: CANARY });
}, 60_000);
afterAll(async () => {
  sql?.close();
  await agent?.stop();
  await panel?.stop();
});

/** Everything that a preset may change, and what is kept of presets. */
function state(): unknown {
  const tables = [
    'config',
    'config_plugins',
    'modules',
    'block',
    'filter_active',
    'adminpresets',
    'adminpresets_it',
    'adminpresets_it_a',
    'adminpresets_plug',
    'adminpresets_app',
    'adminpresets_app_it',
    'adminpresets_app_it_a',
    'adminpresets_app_plug',
  ];
  return [...tables.map((table) => sql.select(table)), sql.first('course', { id: 1 })];
}

async function storeFiles(): Promise<string> {
  const folder = agent.context.config.dataDir;
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')));
  return texts.join('\n');
}

describe('a preset of the site', () => {
  test('is posted to the panel as XML, signed, with the number of its task', async () => {
    const { answer, id, taken } = await orderPreset(agent, panel);
    expect(answer).toMatchObject({
      status: 200,
      body: { status: true, message: 'Admin presets creation in progress', moodle_job_id: id },
    });
    const { path, headers, xml } = taken;
    expect(path).toBe('/api/instances/7/admin_preset');
    expect(headers['content-type']).toBe('application/xml');
    expect(headers[JOB_HEADER]).toBe(String(id));
    const timestamp = Number(headers[TIMESTAMP_HEADER]);
    const signed = { timestamp, deliveryId: String(headers[DELIVERY_HEADER]), path, body: xml };
    expect(verifyCallback(TEST_KEY, signed, String(headers[SIGNATURE_HEADER]), timestamp)).toBe(true);

    const preset = readPresetXml(xml);
    expect(preset.settings.length).toBeGreaterThan(80);
    expect(preset.settings).toContainEqual(
      expect.objectContaining({ plugin: 'none', name: 'minpasswordlength', value: '12' }),
    );
    expect(preset.plugins).toContainEqual({ type: 'mod', name: 'quiz', enabled: '1' });
    const check = await agent.ask(`/tasks/check?id=${id}&type=admin_presets_create`);
    expect(check.body).toMatchObject({
      status: 1,
      result: {
        settings: preset.settings.length,
        plugins: preset.plugins.length,
        size: Buffer.byteLength(xml),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    // The panel has it.
    expect((await agent.ask(`/admin_presets/file?id=${id}`)).status).toBe(404);
  });

  test('is there to be fetched as long as the panel has not taken it', async () => {
    panel.status = 500;
    const { id, taken } = await orderPreset(agent, panel);
    const file = await agent.ask(`/admin_presets/file?id=${id}`);
    panel.status = 200;
    expect(file.status).toBe(200);
    expect(file.headers.get('content-type')).toMatch(/^application\/xml/);
    expect(file.body).toBe(taken.xml);
  });

  test('holds no secret, and sealed ones only where they are asked for', async () => {
    const plain = await orderPreset(agent, panel);
    expect(plain.taken.xml).not.toMatch(
      new RegExp(`${CANARY}|SMTPPASS|BIND_PW|LIBRARYAPIKEY|LIBRARYURL|moopanel:`),
    );
    const sealed = await orderPreset(agent, panel, 'instanceid=7&sensitive=1');
    const value = (name: string) =>
      readPresetXml(sealed.taken.xml).settings.find((one) => one.name === name)!.value;
    expect(openSetting(TEST_KEY, 'none', 'smtppass', value('smtppass'))).toBe(CANARY);
    expect(openSetting(TEST_KEY, 'auth_ldap', 'bind_pw', value('bind_pw'))).toBe(CANARY);
    expect(sealed.taken.xml).not.toContain(CANARY);
    expect(logged).toContain('task ended');
    expect(logged).not.toContain(CANARY);
    expect(await storeFiles()).not.toContain(CANARY);
  });

  test('is not made without the number of an instance', async () => {
    for (const query of ['', '?instanceid=0', '?instanceid=x', '?instanceid=7&instanceid=8']) {
      expect(await agent.ask(`/admin_presets${query}`)).toMatchObject({
        status: 403,
        body: { error: 'Please provide a valid instance ID.' },
      });
    }
    expect((await agent.ask('/admin_presets?instanceid=7&sensitive=yes')).status).toBe(400);
  });
});

describe('two sites', () => {
  test('become alike by a preset of the one, and differ again when it is taken back', async () => {
    const other = await startHttpAgent({
      site: (folder) => openSampleSite(join(folder, 'site'), agent.context.logger),
    });
    try {
      const there = new SampleSql(sampleLayout(join(other.context.folder, 'site')).database);
      for (const name of ['enableblogs', 'lockoutthreshold', 'defaultcity']) {
        there.update('config', { name }, { value: '3' });
      }
      there.update('modules', { name: 'forum' }, { visible: 0 });
      const { taken } = await orderPreset(agent, panel);
      const applied = await apply(other, { xml: taken.xml });
      expect(applied.body).toMatchObject({
        changed: [
          { plugin: 'none', name: 'enableblogs', old_value: '3', new_value: '0' },
          { plugin: 'none', name: 'defaultcity', old_value: '3', new_value: 'Lakeside' },
          { plugin: 'none', name: 'lockoutthreshold', old_value: '3', new_value: '10' },
          { plugin: 'mod_forum', name: PLUGIN_STATE, old_value: '0', new_value: '1' },
        ],
        skipped: [],
      });
      expect((await apply(other, { xml: taken.xml, dry_run: true })).body).toMatchObject({
        changed: [],
        skipped: [],
      });
      await undo(other, (applied.body as { application_id: number }).application_id);
      expect(there.first('config', { name: 'defaultcity' })?.value).toBe('3');
      expect(there.first('modules', { name: 'forum' })?.visible).toBe(0);
      there.close();
    } finally {
      await other.stop();
    }
  }, 30_000);

  (GOLDEN_DIR ? test : test.skip)('speak the form of a real Moodle, whose preset is understood', async () => {
    const golden = await readFile(join(GOLDEN_DIR!, 'moodle45-preset.xml'), 'utf8');
    const { taken } = await orderPreset(agent, panel);
    const form = (xml: string) =>
      xml
        .split('\n')
        .slice(0, 12)
        .map((line) => line.replace(/>[^<]*</, '><'));
    expect(form(taken.xml)).toEqual(form(golden));
    expect(taken.xml.slice(-24)).toBe(golden.slice(-24));
    const { body } = await apply(agent, { xml: golden, dry_run: true });
    expect((body as { changed: unknown[] }).changed).toContainEqual({
      plugin: 'none',
      name: 'enableblogs',
      old_value: '0',
      new_value: '1',
    });
  });
});

describe('applying a preset', () => {
  let before: unknown;
  beforeEach(() => {
    before = state();
  });
  afterEach(() => expect(state()).toEqual(before));

  test('of the same site changes nothing', async () => {
    const { taken } = await orderPreset(agent, panel, 'instanceid=7&sensitive=1');
    expect((await apply(agent, { xml: taken.xml })).body).toEqual({
      status: true,
      application_id: null,
      changed: [],
      skipped: [],
    });
  });

  test('does what its dry run said, and is taken back wholly, once', async () => {
    const xml = presetOf({
      none: { enableblogs: '1', fullname: 'Harbour <& "College"', nosuch: '1', minpasswordlength: 'twelve' },
      quiz: { overduehandling: 'autosubmit' },
      moodlecourse: { format: 'nowhere', groupmode: '7' },
    })
      .replace('<OVERDUEHANDLING>', '<OVERDUEHANDLING overduehandling_adv="1">')
      .replace(
        '</PRESET>',
        '<PLUGINS><MOD><BOOK>0</BOOK><NOSUCH>1</NOSUCH></MOD><FILTER><MULTILANG>1</MULTILANG></FILTER></PLUGINS></PRESET>',
      );
    const dry = await apply(agent, { xml, dry_run: true });
    expect(state()).toEqual(before);
    expect(dry.body).toEqual({
      status: true,
      application_id: null,
      changed: [
        { plugin: 'none', name: 'enableblogs', old_value: '0', new_value: '1' },
        {
          plugin: 'none',
          name: 'fullname',
          old_value: 'Lakeside University',
          new_value: 'Harbour <& "College"',
        },
        { plugin: 'quiz', name: 'overduehandling', old_value: 'graceperiod', new_value: 'autosubmit' },
        { plugin: 'quiz', name: 'overduehandling_adv', old_value: '', new_value: '1' },
        { plugin: 'moodlecourse', name: 'format', old_value: 'weeks', new_value: 'nowhere' },
        { plugin: 'mod_book', name: PLUGIN_STATE, old_value: '1', new_value: '0' },
        { plugin: 'filter_multilang', name: PLUGIN_STATE, old_value: '-9999', new_value: '1' },
      ],
      skipped: expect.arrayContaining([
        { plugin: 'none', name: 'nosuch', reason: 'This site does not have this setting.' },
        { plugin: 'none', name: 'minpasswordlength', reason: expect.stringContaining('number') },
        { plugin: 'moodlecourse', name: 'groupmode', reason: 'This site does not know that choice.' },
        { plugin: 'mod_nosuch', name: PLUGIN_STATE, reason: 'This site does not have this plugin.' },
      ]),
    });
    const applied = await apply(agent, { xml });
    const { application_id } = applied.body as { application_id: number };
    expect(applied.body).toEqual({ ...(dry.body as object), application_id: expect.any(Number) });
    expect(sql.first('config', { name: 'enableblogs' })?.value).toBe('1');
    expect(sql.first('course', { id: 1 })?.fullname).toBe('Harbour <& "College"');
    expect(sql.first('modules', { name: 'book' })?.visible).toBe(0);

    const back = await undo(agent, application_id);
    expect(back.body).toMatchObject({ status: true, application_id, skipped: [] });
    expect((back.body as { changed: unknown[] }).changed).toHaveLength(7);
    expect(state()).toEqual(before);
    expect(await undo(agent, application_id)).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('taken back already') },
    });
  });

  test('in part applies only what was chosen', async () => {
    const xml = presetOf({ none: { enableblogs: '1', enablestats: '0' } }).replace(
      '</PRESET>',
      '<PLUGINS><MOD><BOOK>0</BOOK></MOD></PLUGINS></PRESET>',
    );
    const settings = [
      { plugin: 'none', name: 'enablestats' },
      { plugin: 'none', name: 'usetags' },
    ];
    const { body } = await apply(agent, { xml, settings });
    expect(body).toMatchObject({
      changed: [{ plugin: 'none', name: 'enablestats', old_value: '1', new_value: '0' }],
      skipped: [{ plugin: 'none', name: 'usetags', reason: 'The preset does not hold it.' }],
    });
    await undo(agent, (body as { application_id: number }).application_id);
  });

  test('opens sealed secrets, shows none, and skips those of another site', async () => {
    const sealed = presetOf({
      none: { smtppass: sealSetting(TEST_KEY, 'none', 'smtppass', 'quite-another') },
      auth_ldap: { bind_pw: sealSetting('the key of another site', 'auth_ldap', 'bind_pw', 'x') },
    });
    const applied = await apply(agent, { xml: sealed });
    expect(applied.body).toMatchObject({
      changed: [{ plugin: 'none', name: 'smtppass', old_value: null, new_value: null }],
      skipped: [{ plugin: 'auth_ldap', name: 'bind_pw', reason: expect.stringContaining("this site's key") }],
    });
    expect(sql.first('config', { name: 'smtppass' })?.value).toBe('quite-another');
    const { application_id } = applied.body as { application_id: number };
    expect((await undo(agent, application_id)).body).toMatchObject({
      changed: [{ old_value: null, new_value: null }],
    });
    expect(logged).not.toContain('quite-another');
    expect(await storeFiles()).not.toContain('quite-another');
  });

  test('is taken back but for what was changed since, which stays', async () => {
    const { body } = await apply(agent, { xml: presetOf({ none: { enableblogs: '1', enablestats: '0' } }) });
    const { application_id } = body as { application_id: number };
    sql.update('config', { name: 'enablestats' }, { value: '5' });
    expect((await undo(agent, application_id)).body).toMatchObject({
      changed: [{ name: 'enableblogs' }],
      skipped: [{ plugin: 'none', name: 'enablestats', reason: expect.stringContaining('changed since') }],
    });
    sql.update('config', { name: 'enablestats' }, { value: '0' });
    expect((await undo(agent, application_id)).body).toMatchObject({
      changed: [{ name: 'enablestats' }],
      skipped: [],
    });
  });

  test('of a size that other routes refuse is taken, and larger ones are not', async () => {
    const scss = '.a { color: #0a0a0a; }\n'.repeat(80_000);
    const large = await apply(agent, { xml: presetOf({ theme_boost: { scss } }), dry_run: true });
    expect(large).toMatchObject({ status: 200, body: { changed: [{ name: 'scss' }] } });
    expect((await apply(agent, { xml: 'x'.repeat(8 * 1024 * 1024) })).status).toBe(413);
    const elsewhere = await agent.ask('/tasks/cancel', {
      method: 'POST',
      data: { id: 1, x: 'x'.repeat(1024 * 1024) },
    });
    expect(elsewhere.status).toBe(413);
  });

  test('refuses what is no preset', async () => {
    for (const xml of ['<PRESET/>', 'nothing', '<!DOCTYPE x [<!ENTITY a "b">]><PRESET/>']) {
      expect((await apply(agent, { xml })).status).toBe(400);
    }
    expect((await undo(agent, 0)).status).toBe(400);
    expect((await undo(agent, 4711)).status).toBe(404);
  });

  test('waits for no change of the code: it is refused while one runs', async () => {
    const { tasks } = agent.context;
    const held = heldWork();
    tasks.register(testHandler({ type: 'plugins_update', kind: 'site', run: held.run }));
    await tasks.enqueue('plugins_update', {});
    const work = tasks.runOnce();
    await held.untilBegun(1);
    expect(await apply(agent, { xml: presetOf({ none: { enableblogs: '1' } }) })).toMatchObject({
      status: 409,
      body: { error: 'Another change of this site is running.' },
    });
    held.release();
    await work;
    const dry = await apply(agent, { xml: presetOf({ none: { enableblogs: '1' } }), dry_run: true });
    expect(dry.status).toBe(200);
  });
});
