/** Admin presets on a live Moodle: set MOODLE_DIR. Everything that is changed is taken back. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger.js';
import { PLUGIN_STATE } from '../../contract/agent/presets.js';
import { isSealedSetting, openSetting } from '../../contract/agent/sealed-setting.js';
import { GOLDEN_DIR, inMoodle, MOODLE_DIR, warnWithoutMoodle } from '../backup/testing/live-moodle.js';
import { openSite } from '../moodle/open-site.js';
import { readPresetXml, type PresetContent } from '../moodle/preset-xml.js';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { TEST_KEY } from '../testing/test-context.js';
import { presetHandlers } from './handlers.js';
import {
  apply,
  orderPreset,
  presetOf,
  startPresetPanel,
  undo,
  type PresetPanel,
} from './testing/preset-panel.js';

warnWithoutMoodle('admin presets');

const CANARY = 'c4nary-in-a-moodle';

/** What Moodle's tables say, past Moodle itself. */
const stored = () =>
  inMoodle<Record<string, unknown>>(`return [
    'core' => $DB->get_records_select_menu('config', "name IN ('enableblogs', 'smtppass', 'frontpage')", [], 'name', 'name, value'),
    'quiz' => $DB->get_field('config_plugins', 'value', ['plugin' => 'quiz', 'name' => 'overduehandling']),
    'shortname' => $DB->get_field('course', 'shortname', ['id' => 1]),
    'unstored' => $DB->get_records_select_menu('config', "name = 'frontpageloggedin'", [], '', 'name, value'),
    'survey' => $DB->get_field('modules', 'visible', ['name' => 'survey']),
    'presets' => $DB->count_records('adminpresets'),
    'items' => $DB->count_records('adminpresets_it'),
    'applications' => $DB->count_records('adminpresets_app'),
  ];`);

const keys = (content: PresetContent) =>
  new Set(content.settings.map(({ plugin, name }) => `${plugin}/${name}`));

(MOODLE_DIR ? describe : describe.skip)('on a live Moodle', () => {
  let agent: HttpAgent;
  let panel: PresetPanel;

  beforeAll(async () => {
    const choice = { kind: 'php', moodleDir: MOODLE_DIR!, phpCommand: ['php'], phpTimeout: 60 } as const;
    panel = await startPresetPanel();
    agent = await startHttpAgent({
      site: await openSite(choice, createLogger('test', 'silent')),
      config: { panelUrl: panel.url },
    });
    for (const handler of presetHandlers(agent.context)) agent.context.tasks.register(handler);
    await inMoodle(`set_config('smtppass', '${CANARY}'); unset_config('frontpageloggedin'); return true;`);
  }, 60_000);
  afterAll(async () => {
    await inMoodle(`set_config('smtppass', ''); set_config('frontpageloggedin', '6'); return true;`);
    await agent?.stop();
    await panel?.stop();
  }, 60_000);

  test('a preset has what that of the PHP plugin has, but for secrets, and leaves nothing in Moodle', async () => {
    const before = await stored();
    const { taken, id } = await orderPreset(agent, panel);
    expect(await stored()).toEqual(before);
    expect(taken.xml).not.toContain(CANARY);
    const made = readPresetXml(taken.xml);
    const check = await agent.ask(`/tasks/check?id=${id}&type=admin_presets_create`);
    expect(check.body).toMatchObject({
      status: 1,
      result: { settings: made.settings.length, sensitive: false },
    });
    if (!GOLDEN_DIR || !made.moodleVersion.startsWith('20241007')) return;
    const golden = readPresetXml(await readFile(join(GOLDEN_DIR, 'moodle45-preset.xml'), 'utf8'));
    expect(made.plugins.map(({ type, name }) => `${type}_${name}`)).toEqual(
      expect.arrayContaining(
        golden.plugins.filter(({ name }) => name !== 'moopanel').map(({ type, name }) => `${type}_${name}`),
      ),
    );
    const there = keys(made);
    const left = [...keys(golden)].filter((key) => !there.has(key) && !key.startsWith('local_moopanel/'));
    expect(left).toContain('none/smtppass');
    const secret = /pass|pw|secret|key|salt|smtpuser|allowedip|blockedip|sessioncookie/;
    expect(left.filter((key) => !secret.test(key))).toEqual([]);
    for (const plain of ['none/passwordpolicy', 'none/minpasswordlength', 'none/sessiontimeout']) {
      expect(there).toContain(plain);
    }
  }, 60_000);

  test('secrets are sealed where they are asked for, and a sealed one is applied and taken back', async () => {
    const { taken } = await orderPreset(agent, panel, 'instanceid=7&sensitive=1');
    expect(taken.xml).not.toContain(CANARY);
    const find = (name: string) => readPresetXml(taken.xml).settings.find((one) => one.name === name)!;
    expect(isSealedSetting(find('smtppass').value)).toBe(true);
    expect(openSetting(TEST_KEY, 'none', 'smtppass', find('smtppass').value)).toBe(CANARY);

    await inMoodle(`set_config('smtppass', 'another'); return true;`);
    const settings = [{ plugin: 'none', name: 'smtppass' }];
    const applied = await apply(agent, { xml: taken.xml, settings });
    expect(applied.body).toMatchObject({
      changed: [{ plugin: 'none', name: 'smtppass', old_value: null, new_value: null }],
    });
    expect(await stored()).toMatchObject({ core: { smtppass: CANARY } });
    const { application_id } = applied.body as { application_id: number };
    expect((await undo(agent, application_id)).body).toMatchObject({
      changed: [{ old_value: null, new_value: null }],
    });
    expect(await stored()).toMatchObject({ core: { smtppass: 'another' } });
    await inMoodle(`set_config('smtppass', '${CANARY}'); return true;`);
  }, 60_000);

  test('what is applied is what a dry run said, and an undo puts everything back, once', async () => {
    const before = await stored();
    const xml = presetOf({
      none: {
        frontpageloggedin: '2',
        enableblogs: '0',
        shortname: 'Preset & "site"',
        nosuchsetting: '1',
        frontpage: '6',
      },
      quiz: { overduehandling: 'no such choice' },
    }).replace('</PRESET>', '<PLUGINS><MOD><SURVEY>1</SURVEY><NOSUCH>1</NOSUCH></MOD></PLUGINS></PRESET>');
    const dry = await apply(agent, { xml, dry_run: true });
    expect(dry.body).toEqual({
      status: true,
      application_id: null,
      changed: expect.arrayContaining([
        { plugin: 'none', name: 'enableblogs', old_value: '1', new_value: '0' },
        { plugin: 'mod_survey', name: PLUGIN_STATE, old_value: '0', new_value: '1' },
      ]),
      skipped: expect.arrayContaining([
        { plugin: 'none', name: 'nosuchsetting', reason: expect.stringContaining('does not have') },
        { plugin: 'quiz', name: 'overduehandling', reason: expect.stringContaining('choice') },
        { plugin: 'mod_nosuch', name: PLUGIN_STATE, reason: expect.stringContaining('does not have') },
      ]),
    });
    expect(await stored()).toEqual(before);

    const applied = await apply(agent, { xml });
    expect(applied.body).toEqual({ ...(dry.body as object), application_id: expect.any(Number) });
    expect(await stored()).toMatchObject({
      core: { enableblogs: '0' },
      shortname: 'Preset & "site"',
      survey: '1',
      quiz: before.quiz,
    });
    const { application_id } = applied.body as { application_id: number };
    const back = await undo(agent, application_id);
    expect(back.body).toMatchObject({ status: true, application_id, skipped: [] });
    expect((back.body as { changed: unknown[] }).changed).toContainEqual({
      plugin: 'none',
      name: 'enableblogs',
      old_value: '0',
      new_value: '1',
    });
    expect(await stored()).toEqual(before);
    expect((await undo(agent, application_id)).status).toBe(404);
    expect(await stored()).toEqual(before);
  }, 60_000);

  test('a run that is killed in the middle leaves nothing once another one has run', async () => {
    const before = await stored();
    const killed = () => {
      const controller = new AbortController();
      return { signal: controller.signal, progress: () => controller.abort(), log: () => undefined };
    };
    const { bridge } = agent.context.site;
    await expect(bridge.exportPreset({ name: 'X', seal: null }, killed())).rejects.toMatchObject({
      kind: 'aborted',
    });
    expect(await stored()).toEqual(before);
    const xml = presetOf({
      none: { enableblogs: '0', shortname: 'Killed', usetags: '0', enablenotes: '0', usecomments: '0' },
    });
    const request = { xml, settings: null, opened: [], unopened: [], dryRun: false };
    await expect(bridge.applyPreset(request, killed())).rejects.toMatchObject({ kind: 'aborted' });
    await orderPreset(agent, panel);
    expect(await stored()).toEqual(before);
  }, 60_000);

  test('what a killed run had applied is taken back by the next one', async () => {
    const before = await stored();
    await inMoodle(
      `
      require_once($CFG->libdir . '/adminlib.php');
      $manager = new \\core_adminpresets\\manager();
      list(, $preset) = $manager->import_preset($moopanel->xml, 'MooPanel (unfinished)');
      $manager->apply_preset($preset->id);
      return true;`,
      { xml: presetOf({ none: { enableblogs: '0' } }) },
    );
    expect(await stored()).toMatchObject({ core: { enableblogs: '0' } });
    await orderPreset(agent, panel);
    expect(await stored()).toEqual(before);
  }, 60_000);
});
