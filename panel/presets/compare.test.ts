import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  Comparison,
  Matrix,
  Preset,
  PresetApplied,
  PresetApplication,
  PresetState,
} from '../../contract/panel/presets.js';
import type { Notification } from '../../contract/panel/events.js';
import { FakeAgent } from '../testing/fake-agent.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';
import { cleanUp } from '../jobs/clean-up.js';
import { checkDue, duePresets, requestBySchedule } from './schedule.js';

let t: TestPanel;
const agents: FakeAgent[] = [];
beforeAll(async () => {
  t = await startTestPanel();
});
afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.stop()));
  await t.stop();
});

async function addSite(name: string, kind: 'agent' | 'plugin' = 'agent', cluster_id?: number) {
  const site = await new FakeAgent(kind).start();
  agents.push(site);
  const body = { url: site.url, api_key: site.key, name, cluster_id };
  const reply = await t.api('post', '/instances', body).expect(201);
  return { site, id: reply.body.id as number };
}
async function arrive(site: FakeAgent, id: number): Promise<Preset> {
  const job = site.jobs.findLast(({ type }) => type === 'admin_presets_create');
  const timestamp = Math.floor(t.now().getTime() / 1000);
  const sent = await site.presetCallback(t.panel.url, id, { timestamp, ...(job && { job }) });
  expect(sent.status).toBe(200);
  const list = await t.api('get', `/instances/${id}/presets`).expect(200);
  return list.body.items[0] as Preset;
}
async function take({ site, id }: { site: FakeAgent; id: number }): Promise<Preset> {
  const open = await t.panel.context.prisma.task.count({ where: { instanceId: id, status: 'pending' } });
  if (open === 0) await t.api('post', `/instances/${id}/presets`, {}).expect(202);
  return arrive(site, id);
}
const compare = async (query: string) =>
  (await t.api('get', `/presets/compare?${query}`).expect(200)).body as Comparison;
const notices = async (id: number) =>
  ((await t.api('get', '/notifications')).body.items as Notification[]).filter((n) => n.instance_id === id);
const stateOf = async (id: number) =>
  (await t.api('get', `/instances/${id}/presets/state`)).body as PresetState;

describe('a comparison', () => {
  let a: { site: FakeAgent; id: number };
  let b: { site: FakeAgent; id: number };
  beforeAll(async () => {
    a = await addSite('Left');
    b = await addSite('Right');
    a.site.settings.set({ 'none/only': 'x', 'none/heading': '', 'mod_forum/maxbytes': '1' });
    b.site.settings.set({
      'none/fullname': 'Other',
      'theme_boost/scss': 'y'.repeat(30_000),
      'none/lines': 'a\r\nb',
    });
    a.site.settings.set({ 'none/lines': 'a\nb' });
    b.site.settings.plugins.set('mod/chat', '1');
    await take(a);
    await take(b);
  });
  const sides = () => `left=instance:${a.id}&right=instance:${b.id}`;

  test('says what differs and at which side it is, core first, long values cut', async () => {
    const found = await compare(sides());
    expect(found.items.map(({ kind, plugin, name, class: c }) => [kind, plugin, name, c])).toEqual([
      ['setting', 'none', 'only', 'only_left'],
      ['setting', 'mod_forum', 'maxbytes', 'differs'],
      ['setting', 'theme_boost', 'scss', 'only_right'],
      ['plugin', 'mod', 'chat', 'differs'],
    ]);
    expect(found.items[1]).toMatchObject({
      left: '1',
      right: '512000',
      category: 'Activities',
      hidden: null,
    });
    expect(found.items[2]?.right?.length).toBeLessThan(10_100);
    expect(found.counts).toEqual({ differs: 2, only_left: 1, only_right: 1, hidden: 2 });
  });

  test('hides what always differs and what is empty at one side, unless it is asked for', async () => {
    const all = await compare(`${sides()}&hidden=true`);
    const why = Object.fromEntries(all.items.map(({ name, hidden }) => [name, hidden]));
    expect(why).toMatchObject({ fullname: 'identity', heading: 'empty', maxbytes: null });
    await t.api('patch', '/presets/hidden', { patterns: ['MOD_forum/*'] }).expect(200);
    expect((await compare(sides())).items.map(({ name }) => name)).toContain('fullname');
    expect((await compare(sides())).items.map(({ name }) => name)).not.toContain('maxbytes');
    const back = await t.api('patch', '/presets/hidden', { patterns: null }).expect(200);
    expect(back.body.patterns).toEqual(back.body.defaults);
    await t.api('patch', '/presets/hidden', { patterns: ['no-slash'] }).expect(400);
  });

  test('is searched, narrowed and read page by page', async () => {
    expect((await compare(`${sides()}&search=512000`)).items).toHaveLength(1);
    expect((await compare(`${sides()}&class=only_left`)).items).toHaveLength(1);
    expect((await compare(`${sides()}&plugin=theme_boost`)).items).toHaveLength(1);
    const first = await compare(`${sides()}&limit=3`);
    const second = await compare(`${sides()}&limit=3&cursor=${first.next}`);
    expect([first.total, first.items.length, second.items.length, second.next]).toEqual([4, 3, 1, null]);
  });

  test('of what is not there says so', async () => {
    const c = await addSite('Empty');
    await t.api('get', `/presets/compare?left=instance:${a.id}&right=instance:${c.id}`).expect(409);
    await t.api('get', `/presets/compare?left=instance:${a.id}&right=preset:99999`).expect(404);
    await t.api('get', `/presets/compare?left=site:1&right=instance:1`).expect(400);
    await t.api('get', '/clusters/99999/presets/compare').expect(404);
  });
});

describe('differences applied', () => {
  let from: { site: FakeAgent; id: number };
  let to: { site: FakeAgent; id: number };
  let preset: Preset;
  beforeAll(async () => {
    from = await addSite('Model');
    to = await addSite('Target');
    from.site.settings.set({
      'none/timezone': 'Europe/Paris',
      'none/gone': '1',
      'none/smtppass': 'CANARY-pass',
    });
    preset = await take(from);
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
    await arrive(to.site, to.id);
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
    await arrive(to.site, to.id);
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
    await arrive(to.site, to.id);
  });

  test('undone after a change by hand leave that as it is and say so; the rest can be undone again', async () => {
    const reply = (await apply({ settings: [{ plugin: 'none', name: 'timezone' }] }).expect(200))
      .body as PresetApplied;
    await arrive(to.site, to.id);
    const undo = () => t.api('post', `/preset-applications/${reply.application?.id}/undo`);
    to.site.settings.set({ 'none/timezone': 'by hand' });
    expect((await undo().expect(200)).body).toMatchObject({
      state: 'undo_partial',
      skipped: [{ plugin: 'none', name: 'timezone', reason: 'Changed since.' }],
    });
    expect(to.site.settings.values.get('none/timezone')).toBe('by hand');
    await arrive(to.site, to.id);
    to.site.settings.set({ 'none/timezone': 'Europe/Paris' });
    expect((await undo().expect(200)).body).toMatchObject({ state: 'undone' });
    await arrive(to.site, to.id);
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
    await arrive(to.site, to.id);
  });

  test('are refused in words for a site of the PHP plugin, and for viewers', async () => {
    const plugin = await addSite('Plugin', 'plugin');
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

describe('drift', () => {
  test('from the master is told once per new difference, shown at site and cluster, and gone when mended', async () => {
    const cluster = (await t.api('post', '/clusters', { name: 'Faculty' }).expect(201)).body as {
      id: number;
    };
    const master = await addSite('Master', 'agent', cluster.id);
    const member = await addSite('Member', 'agent', cluster.id);
    await t.api('patch', `/clusters/${cluster.id}`, { master_instance_id: 999_999 }).expect(400);
    const body = { master_instance_id: master.id, drift_every: 'day' };
    const set = await t.api('patch', `/clusters/${cluster.id}`, body).expect(200);
    expect(set.body).toMatchObject({ master_name: 'Master', drift_every: 'day', drifted_count: 0 });

    // The schedule asks both, once a day.
    const due = await duePresets(t.panel.context);
    expect(new Set(due)).toEqual(new Set([master.id, member.id]));
    expect(await duePresets(t.panel.context)).toEqual([]);
    await Promise.all(due.map((id) => requestBySchedule(t.panel.context, id)));
    member.site.settings.set({ 'none/fullname': 'Member', 'none/enableblogs': '0' });
    expect(await arrive(master.site, master.id)).toMatchObject({
      source: 'schedule',
      created_by: 'schedule',
    });
    await arrive(member.site, member.id);
    const told = await notices(member.id);
    expect(told).toEqual([expect.objectContaining({ level: 'warning', body: 'core/enableblogs.' })]);
    expect(told[0]?.link).toContain(`right=instance:${member.id}`);
    expect((await stateOf(member.id)).master).toMatchObject({ count: 1, reference_name: 'Master' });
    const page = await t.api('get', `/clusters/${cluster.id}/presets/compare`).expect(200);
    const matrix = page.body as Matrix;
    expect(matrix.sites).toEqual([expect.objectContaining({ instance_id: member.id, count: 1 })]);
    expect(matrix.items).toEqual([
      expect.objectContaining({
        name: 'enableblogs',
        master: '1',
        cells: [{ instance_id: member.id, class: 'differs', value: '0' }],
      }),
    ]);
    expect((await t.api('get', `/clusters/${cluster.id}`)).body).toMatchObject({ drifted_count: 1 });

    // The day after: the same difference is not told again, a new one is.
    t.advance(24 * 3_600_000);
    expect(await duePresets(t.panel.context)).toHaveLength(2);
    await take(member);
    expect(await notices(member.id)).toHaveLength(1);
    member.site.settings.set({ 'none/timezone': 'UTC' });
    await take(member);
    expect(await notices(member.id)).toHaveLength(2);

    // The master follows; its members are looked at again without being asked.
    master.site.settings.set({ 'none/timezone': 'UTC', 'none/enableblogs': '0' });
    await take(master);
    expect(await checkDue(t.panel.context)).toBe(2);
    expect((await stateOf(member.id)).master).toMatchObject({ count: 0, since: null });
    const listed = await t.api('get', `/presets?cluster_id=${cluster.id}&state=same`).expect(200);
    expect(listed.body.items).toHaveLength(2);
    // What was mended is told when it comes back.
    member.site.settings.set({ 'none/timezone': 'Europe/Paris' });
    await take(member);
    expect(await notices(member.id)).toHaveLength(3);
    await t.api('patch', `/instances/${member.id}`, { cluster_id: null }).expect(200);
    expect((await stateOf(member.id)).master).toBeNull();
  });

  test('from a site’s own baseline is told too', async () => {
    const one = await addSite('Alone');
    const first = await take(one);
    await t.api('post', `/presets/${first.id}/baseline`).expect(200);
    one.site.settings.set({ 'none/enableblogs': '0' });
    const second = await take(one);
    expect(await notices(one.id)).toHaveLength(1);
    expect(await stateOf(one.id)).toMatchObject({ baseline: { id: first.id }, from_baseline: { count: 1 } });
    await t.api('post', `/presets/${second.id}/baseline`).expect(200);
    expect(await stateOf(one.id)).toMatchObject({ baseline: { id: second.id }, from_baseline: { count: 0 } });
    await t.api('delete', `/presets/${second.id}/baseline`).expect(200);
    expect((await stateOf(one.id)).from_baseline).toBeNull();
  });
});

test('versions beyond the last twenty are forgotten after a year, baselines never', async () => {
  const one = await addSite('Old');
  const { content, digest, settingCount, secretCount } =
    await t.panel.context.prisma.preset.findFirstOrThrow();
  const { prisma } = t.panel.context;
  const at = (days: number) => new Date(t.now().getTime() - days * 86_400_000);
  const row = { instanceId: one.id, source: 'schedule', content, digest, settingCount, secretCount };
  for (let n = 0; n < 25; n++) {
    const takenAt = at(n < 3 ? 500 : 400 - n);
    await prisma.preset.create({
      data: { ...row, takenAt, seenAt: takenAt, baselineAt: n === 0 ? takenAt : null },
    });
  }
  await prisma.preset.create({ data: { ...row, takenAt: at(1), seenAt: at(1) } });
  await cleanUp(t.panel.context);
  expect(await prisma.preset.count({ where: { instanceId: one.id } })).toBe(21);
});
