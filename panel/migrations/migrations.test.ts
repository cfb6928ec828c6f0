import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { agentFeatures } from '../../contract/agent/site.js';
import { FakeFile } from '../testing/fake-file.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';
import { MINUTE, Movers, PIECE } from './testing/movers.js';

let t: TestPanel;
let m: Movers;
beforeAll(async () => {
  t = await startTestPanel();
});
afterAll(() => t.stop());
beforeEach(() => {
  m = new Movers(t);
});
afterEach(() => m.stop());

test('content is exported once, sent to each target in pieces, checked, and imported there', async () => {
  await m.add(['source', 'a', 'b']);
  m.site(0).file = new FakeFile(2 * PIECE + 12_345);
  const id = await m.begin({
    export_settings: { courses: [2, 3] },
    import_settings: { on_conflict: 'skip' },
  });
  expect(await m.get(id)).toMatchObject({
    state: 'waiting',
    name: 'Courses: source to 2 sites',
    target_count: 2,
  });
  const done = await m.ended(id);
  expect(done).toMatchObject({
    state: 'done',
    succeeded: 2,
    failed: 0,
    progress: 1,
    export: { progress: 1, size: 2 * PIECE + 12_345, sha256: m.site(0).file.sha256, counts: { courses: 2 } },
  });
  expect(done.targets.map(({ state, counts }) => ({ state, counts }))).toEqual([
    { state: 'succeeded', counts: { courses: { created: 2, conflict: 1 } } },
    { state: 'succeeded', counts: { courses: { created: 2, conflict: 1 } } },
  ]);
  expect(m.site(0).exports).toMatchObject([
    { exporter: 'tool_wp\\tool_wp\\exporter\\courses', outline: false },
  ]);
  const ordered = m
    .agent(0)
    .requests.find(({ path, method }) => method === 'POST' && path === '/migration/exports');
  expect(ordered?.body).toMatchObject({ data: { settings: { courses: [2, 3] } } });
  expect(m.site(1).pieces).toEqual([0, PIECE, 2 * PIECE]);
  expect(m.site(1).uploads).toMatchObject([{ complete: true, sha256: m.site(0).file.sha256 }]);
  expect(m.site(2).imports).toMatchObject([
    { importer: 'tool_wp\\tool_wp\\importer\\courses', dry_run: false, settings: { on_conflict: 'skip' } },
  ]);

  const target = done.targets[0]?.id;
  const report = await t.api('get', `/migrations/${id}/targets/${target}/report?limit=2`).expect(200);
  expect(report.body.entries.map((entry: { name: string }) => entry.name)).toEqual(['C1', 'C2']);
  const notices = await t.api('get', '/notifications').expect(200);
  expect(notices.body.items[0]).toMatchObject({
    level: 'success',
    title: 'Migration finished: Courses: source to 2 sites',
    link: `/migrations/${id}`,
  });
  // The target is read again, so that its new courses are seen.
  const wanted = await t.panel.context.prisma.instance.count({ where: { syncWantedAt: { not: null } } });
  expect(wanted).toBe(2);
});

test('the export is kept for a day, then removed at the source', async () => {
  await m.add(['source', 'a']);
  await m.ended(await m.begin());
  await m.turns(3);
  expect(m.site(0).exports).toHaveLength(1);
  t.advance(25 * 60 * MINUTE);
  await m.turns(1);
  expect(m.site(0).exports).toEqual([]);
});

test('a dry run sends an outline and imports nothing; its real run is made of it once', async () => {
  await m.add(['source', 'a']);
  const id = await m.begin({ dry_run: true, name: 'Autumn' });
  expect(await m.ended(id)).toMatchObject({ state: 'done', dry_run: true });
  expect(m.site(0).exports).toMatchObject([{ outline: true }]);
  expect(m.site(1).imports).toMatchObject([{ dry_run: true }]);
  const real = await m.act(id, 'start');
  expect(real).toMatchObject({ name: 'Autumn', dry_run: false, preview_id: id, state: 'waiting' });
  await t.api('post', `/migrations/${id}/start`).expect(409);
  await m.ended(real.id);
  expect(m.site(0).exports[1]).toMatchObject({ outline: false });
  expect(m.site(1).imports[1]).toMatchObject({ dry_run: false });
  const list = await t.api('get', `/migrations?instance_id=${m.ids[1]}&state=done`).expect(200);
  expect(list.body).toMatchObject({ total: 2, items: [{ id: real.id }, { id }] });
});

test('the pages are told of a migration, and the audit trail of who made it', async () => {
  await m.add(['source', 'a']);
  const id = await m.begin();
  await m.ended(id);
  const events = await t.panel.context.prisma.event.findMany({
    where: { type: 'migration.updated', subjectId: id },
  });
  expect(events.length).toBeGreaterThan(3);
  const audit = await t.api('get', '/audit?search=migration.create').expect(200);
  expect(audit.body.items[0]).toMatchObject({ action: 'migration.create' });
});

describe('what is refused', () => {
  test('the source among the targets, and sites that are not there', async () => {
    await m.add(['source', 'a']);
    await t.api('post', '/migrations', m.body({ target_ids: [m.ids[0] ?? 0] })).expect(400);
    await t.api('post', '/migrations', m.body({ target_ids: [999_999] })).expect(400);
  });

  test('a target that cannot import or is not connected is named, with what helps', async () => {
    await m.add(['source', 'a']);
    await m.add(['old'], 'plugin');
    await m.add(
      ['older'],
      'agent',
      agentFeatures.filter((feature) => feature !== 'migration'),
    );
    await t.panel.context.prisma.instance.update({
      where: { id: m.ids[1] },
      data: { connectionState: 'unreachable' },
    });
    const refused = await t.api('post', '/migrations', m.body()).expect(409);
    expect(refused.body.errors.map((each: { message: string }) => each.message)).toEqual([
      expect.stringContaining('a is not connected (unreachable)'),
      expect.stringContaining('old is connected by the PHP plugin'),
      expect.stringContaining('The agent of older'),
    ]);
    const choices = await t.api('get', `/instances/${m.ids[2]}/migration`).expect(409);
    expect(choices.body.hint).toMatch('Install the agent');
  });
});

test('the choices are those of the site, without what the panel does not move', async () => {
  await m.add(['source']);
  const choices = await t.api('get', `/instances/${m.ids[0]}/migration`).expect(200);
  expect(choices.body).toEqual({
    exporters: [{ what: 'courses', settings: [] }],
    importers: [{ what: 'courses', settings: [] }],
    limits: { file_bytes: 1_000_000, entities: 1000 },
  });
});
