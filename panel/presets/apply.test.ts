import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Preset, PresetApplication, PresetApplied } from '../../contract/panel/presets.js';
import { PresetFleet, type FleetSite } from '../testing/preset-fleet.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';

let t: TestPanel;
let fleet: PresetFleet;
beforeAll(async () => {
  t = await startTestPanel();
  fleet = new PresetFleet(t);
});
afterAll(async () => {
  await fleet.stop();
  await t.stop();
});

describe('differences applied', () => {
  let from: FleetSite;
  let to: FleetSite;
  let preset: Preset;
  beforeAll(async () => {
    from = await fleet.add('Model');
    to = await fleet.add('Target');
    from.site.settings.set({
      'none/timezone': 'Europe/Paris',
      'none/gone': '1',
      'none/smtppass': 'CANARY-pass',
    });
    preset = await fleet.take(from);
  });
  const settings = [
    { plugin: 'none', name: 'timezone' },
    { plugin: 'mod_forum', name: 'html' },
    { plugin: 'none', name: 'gone' },
  ];
  const apply = (body: object = {}) =>
    t.api('post', `/instances/${to.id}/presets/apply`, { preset_id: preset.id, settings, ...body });
  const list = async () =>
    (await t.api('get', `/instances/${to.id}/preset-applications`).expect(200)).body
      .items as PresetApplication[];

  test('are told beforehand and change nothing', async () => {
    const reply = (await apply({ dry_run: true }).expect(200)).body as PresetApplied;
    expect(reply.application).toBeNull();
    expect(reply.changed).toContainEqual({
      plugin: 'none',
      name: 'timezone',
      from: 'Europe/Ljubljana',
      to: 'Europe/Paris',
      secret: false,
    });
    expect(reply.skipped).toEqual([
      { plugin: 'none', name: 'gone', reason: 'This site has no such setting.' },
    ]);
    expect(to.site.settings.values.get('none/timezone')).toBe('Europe/Ljubljana');
    expect(await list()).toEqual([]);
  });

  test('are written, kept with who and what, undone, and the site is asked for a new preset each time', async () => {
    to.site.settings.set({ 'mod_forum/html': 'plain' });
    const { application } = (await apply().expect(200)).body as PresetApplied;
    expect(application).toMatchObject({
      state: 'done',
      from_name: 'Model',
      setting_count: 3,
      application_id: 1,
    });
    expect(to.site.settings.values.get('mod_forum/html')).toBe('<b onclick="x()">A & B</b>');
    await fleet.arrive(to);
    await t.api('post', `/preset-applications/${application?.id}/retry`).expect(409);
    const undone = await t.api('post', `/preset-applications/${application?.id}/undo`).expect(200);
    expect(undone.body).toMatchObject({ state: 'undone', undone_at: expect.any(String) });
    expect(to.site.settings.values.get('mod_forum/html')).toBe('plain');
    expect(to.site.settings.values.get('none/timezone')).toBe('Europe/Ljubljana');
    await t.api('post', `/preset-applications/${application?.id}/undo`).expect(409);
    expect(to.site.jobs).toHaveLength(2);
    const audit = await t.api('get', `/audit?instance_id=${to.id}`);
    const actions = (audit.body.items as { action: string }[]).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['preset.apply', 'preset.undo']));
    await fleet.arrive(to);
  });

  test('with the connection broken are of unknown outcome, and asked again do nothing twice', async () => {
    to.site.instead.set('POST /admin_presets', (req) => {
      to.site.rememberReply(req);
      req.socket.destroy();
    });
    const lost = (await apply().expect(200)).body as PresetApplied;
    expect(lost.application).toMatchObject({ state: 'unknown', application_id: null });
    to.site.instead.clear();
    const keys = () =>
      to.site.requests.filter(({ method }) => method === 'POST').map((one) => one.idempotencyKey);
    const sent = keys().at(-1);
    to.site.settings.set({ 'none/timezone': 'changed by hand meanwhile' });
    const again = await t.api('post', `/preset-applications/${lost.application?.id}/retry`).expect(200);
    expect(again.body).toMatchObject({ state: 'done', application_id: 2 });
    expect(to.site.settings.values.get('none/timezone')).toBe('changed by hand meanwhile');
    expect(keys().at(-1)).toBe(sent);
    await fleet.arrive(to);
  });

  test('undone after a change by hand leave that as it is and say so; the rest can be undone again', async () => {
    const reply = (await apply({ settings: [{ plugin: 'none', name: 'timezone' }] }).expect(200))
      .body as PresetApplied;
    await fleet.arrive(to);
    const undo = () => t.api('post', `/preset-applications/${reply.application?.id}/undo`);
    to.site.settings.set({ 'none/timezone': 'by hand' });
    expect((await undo().expect(200)).body).toMatchObject({
      state: 'undo_partial',
      skipped: [{ plugin: 'none', name: 'timezone', reason: 'Changed since.' }],
    });
    expect(to.site.settings.values.get('none/timezone')).toBe('by hand');
    await fleet.arrive(to);
    to.site.settings.set({ 'none/timezone': 'Europe/Paris' });
    expect((await undo().expect(200)).body).toMatchObject({ state: 'undone' });
    await fleet.arrive(to);
  });

  test('refused by the site are failed, with its words', async () => {
    to.site.instead.set(
      'POST /admin_presets',
      (_req, res) => void res.status(409).json({ error: 'Locked.' }),
    );
    await apply().expect(502);
    to.site.instead.clear();
    expect((await list())[0]).toMatchObject({ state: 'failed', error: expect.stringContaining('Locked.') });
  });

  test('never carry a secret that was not asked for, and then only sealed for the target', async () => {
    const secret = [{ plugin: 'none', name: 'smtppass' }];
    await apply({ settings: secret }).expect(422);
    await apply({ settings: [{ plugin: 'none', name: 'nothing' }] }).expect(422);
    to.site.settings.set({ 'none/smtppass': '' });
    const reply = (await apply({ settings: secret, secrets: true }).expect(200)).body as PresetApplied;
    expect(reply.changed).toEqual([{ plugin: 'none', name: 'smtppass', from: null, to: null, secret: true }]);
    const { prisma } = t.panel.context;
    const rows = [
      await prisma.presetApplication.findMany(),
      await prisma.auditEntry.findMany(),
      to.site.requests,
    ];
    expect(JSON.stringify(rows)).toContain('moopanel:v1:');
    expect((JSON.stringify(rows) + t.log.join('')).includes('CANARY')).toBe(false);
    await fleet.arrive(to);
  });

  test('are refused in words for a site of the PHP plugin, and for viewers', async () => {
    const plugin = await fleet.add('Plugin', 'plugin');
    const body = { preset_id: preset.id, settings };
    const reply = await t.api('post', `/instances/${plugin.id}/presets/apply`, body).expect(501);
    expect(reply.body.detail).toMatch(/PHP plugin/);
    const made = await t.api('post', '/tokens', { name: 'viewer', role: 'viewer' }).expect(201);
    const as = (method: 'get' | 'post' | 'patch', path: string) =>
      t.anonymous[method](`/api/v1${path}`).set('authorization', `Bearer ${String(made.body.token)}`);
    await as('post', `/instances/${to.id}/presets/apply`).send(body).expect(403);
    await as('post', `/instances/${to.id}/presets`).send({}).expect(403);
    await as('post', `/presets/${preset.id}/baseline`).expect(403);
    await as('patch', '/presets/hidden').send({ patterns: null }).expect(403);
    await as('get', `/presets/compare?left=preset:${preset.id}&right=preset:${preset.id}`).expect(200);
    await as('get', `/instances/${to.id}/preset-applications`).expect(200);
  });
});
