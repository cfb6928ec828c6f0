/** Presets applied to the sample site and taken back, over real HTTP. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PLUGIN_STATE } from '../../contract/agent/presets.js';
import { sealSetting } from '../../contract/agent/sealed-setting.js';
import { sampleLayout } from '../moodle/sample/layout.js';
import { openBuiltSite } from '../moodle/sample/testing/built-site.js';
import { SampleSql } from '../moodle/sample/sql.js';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { TEST_KEY } from '../testing/test-context.js';
import { heldWork, testHandler } from '../testing/test-handler.js';
import { startPresetAgent, type PresetAgent } from './testing/preset-agent.js';
import { apply, orderPreset, presetOf, undo, type PresetPanel } from './testing/preset-panel.js';

const { GOLDEN_DIR } = process.env;

let fixture: PresetAgent;
let agent: HttpAgent;
let panel: PresetPanel;
let sql: SampleSql;

beforeAll(async () => {
  fixture = await startPresetAgent();
  ({ agent, panel, sql } = fixture);
}, 60_000);
afterAll(() => fixture?.stop());

describe('two sites', () => {
  test('become alike by a preset of the one, and differ again when it is taken back', async () => {
    const other = await startHttpAgent({
      site: (folder) => openBuiltSite(join(folder, 'site'), agent.context.logger),
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
    before = fixture.state();
  });
  afterEach(() => expect(fixture.state()).toEqual(before));

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
    expect(fixture.state()).toEqual(before);
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
      ],
      skipped: expect.arrayContaining([
        { plugin: 'none', name: 'nosuch', reason: 'This site does not have this setting.' },
        { plugin: 'none', name: 'minpasswordlength', reason: expect.stringContaining('number') },
        { plugin: 'moodlecourse', name: 'groupmode', reason: 'This site does not know that choice.' },
        { plugin: 'mod_nosuch', name: PLUGIN_STATE, reason: 'This site does not have this plugin.' },
        { plugin: 'filter_multilang', name: PLUGIN_STATE, reason: expect.stringContaining('by a preset') },
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
    expect((back.body as { changed: unknown[] }).changed).toHaveLength(6);
    expect(fixture.state()).toEqual(before);
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
    expect(fixture.logged()).not.toContain('quite-another');
    expect(await fixture.storeFiles()).not.toContain('quite-another');
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
