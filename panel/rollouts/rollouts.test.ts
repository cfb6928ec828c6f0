import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';
import { Fleet, MINUTE, NEW } from './testing/fleet.js';

let t: TestPanel;
let fleet: Fleet;
beforeAll(async () => {
  t = await startTestPanel();
});
afterAll(() => t.stop());
beforeEach(() => {
  fleet = new Fleet(t);
});
afterEach(() => fleet.stop());

describe('waves', () => {
  test('go one after the other, and the end says from what to what and how it went', async () => {
    await fleet.add(['a', 'b', 'c', 'd']);
    const id = await fleet.begin({
      waves: { canary_ids: [fleet.ids[2]!], rest: { by: 'percent', steps: [50] } },
    });
    await fleet.runner.pass();
    expect(fleet.orders()).toEqual([0, 0, 1, 0]);
    await fleet.turns();
    await fleet.runner.pass();
    expect(fleet.orders()).toEqual([1, 1, 1, 0]);
    await fleet.turns(2);
    const end = await fleet.get(id);
    expect(end).toMatchObject({ state: 'done', counts: { succeeded: 4, failed: 0 }, current_wave: null });
    expect(end.waves.map(({ name, state, site_count }) => [name, state, site_count])).toEqual([
      ['Canaries', 'done', 1],
      ['Up to 50 %', 'done', 2],
      ['All others', 'done', 1],
    ]);
    for (const row of await fleet.rows(id)) {
      expect(row.changes).toEqual([{ component: 'local_thing', from: '2024010100', to: NEW }]);
      expect(Date.parse(row.finished_at ?? '')).toBeGreaterThan(Date.parse(row.started_at ?? ''));
    }
    const titles = (await t.panel.context.prisma.notification.findMany()).map(({ title }) => title);
    expect(titles).toEqual(
      expect.arrayContaining(['Rollout started: Thing everywhere', 'Rollout finished: Thing everywhere']),
    );
    // A rollout tells of itself, and not of each of its sites as well.
    expect(titles.filter((title) => !title.startsWith('Rollout'))).toEqual([]);
    const trail = await t.panel.context.prisma.auditEntry.findMany({
      where: { actor: { startsWith: `rollout ${id}` } },
    });
    expect(trail).toHaveLength(4);
  });

  test('a canary that fails stops it before anything else is ordered', async () => {
    await fleet.add(['a', 'b', 'c']);
    fleet.site(0).fate = { error: 'The upgrade ended with an exception.' };
    const id = await fleet.begin({ waves: { canary_ids: [fleet.ids[0]!] } });
    await fleet.turns(3);
    const stopped = await fleet.get(id);
    expect(stopped).toMatchObject({ state: 'stopped', counts: { failed: 1, waiting: 2 } });
    expect(stopped.reason).toMatch(/Canaries.*a: .*exception/);
    expect(fleet.orders()).toEqual([1, 0, 0]);

    fleet.site(0).fate = 'done';
    await fleet.act(id, 'retry');
    await fleet.turns(3);
    expect(await fleet.get(id)).toMatchObject({ state: 'done', counts: { succeeded: 3 } });
    expect((await fleet.rows(id))[0]).toMatchObject({ attempt: 2, state: 'succeeded', error: null });
    expect(fleet.orders()).toEqual([2, 1, 1]);
  });

  test('a site that is ill after its update counts as failed', async () => {
    await fleet.add(['a', 'b']);
    fleet.site(0).health = 'critical';
    const id = await fleet.begin({ waves: { canary_ids: [fleet.ids[0]!] } });
    await fleet.turns(2);
    expect(await fleet.get(id)).toMatchObject({ state: 'stopped' });
    expect((await fleet.rows(id))[0]?.error).toBe('The site is not well: Cron has not run for a day.');
    expect(fleet.orders()).toEqual([1, 0]);
    await fleet.act(id, 'resume');
    await fleet.turns(2);
    expect(await fleet.get(id)).toMatchObject({ state: 'done', counts: { succeeded: 1, failed: 1 } });
  });

  test('as many failures as are allowed do not stop it; the next one does', async () => {
    await fleet.add(['a', 'b', 'c']);
    fleet.site(0).fate = fleet.site(1).fate = { error: 'No.' };
    const id = await fleet.begin({ max_failures: 1, concurrency: 1 });
    await fleet.turns();
    expect(await fleet.get(id)).toMatchObject({ state: 'running' });
    await fleet.turns();
    expect(await fleet.get(id)).toMatchObject({ state: 'stopped' });
    expect(fleet.orders()).toEqual([1, 1, 0]);
  });

  test('wait for the pause, look at their sites once more, and stop when one has fallen ill meanwhile', async () => {
    await fleet.add(['a', 'b']);
    const id = await fleet.begin({ pause_minutes: 30, waves: { canary_ids: [fleet.ids[0]!] } });
    await fleet.turns(2);
    expect(await fleet.get(id)).toMatchObject({
      state: 'running',
      waiting_for: 'pause',
      counts: { succeeded: 1 },
    });
    t.advance(28 * MINUTE);
    await fleet.turns();
    expect(fleet.orders()).toEqual([1, 0]);
    fleet.site(0).health = 'critical';
    t.advance(2 * MINUTE);
    await fleet.turns();
    expect(await fleet.get(id)).toMatchObject({ state: 'stopped', counts: { failed: 1, waiting: 1 } });
    expect(fleet.orders()).toEqual([1, 0]);
  });

  test('do not wait after a wave in which no site was changed', async () => {
    await fleet.add(['a', 'b']);
    fleet.site(0).versions.set('local_thing', NEW);
    await t.api('post', `/instances/${fleet.ids[0]}/sync`).expect(200);
    const id = await fleet.begin({ pause_minutes: 30, waves: { canary_ids: [fleet.ids[0]!] } });
    await fleet.turns(2);
    expect(fleet.orders()).toEqual([0, 1]);
    expect(await fleet.get(id)).toMatchObject({ state: 'done', counts: { skipped: 1, succeeded: 1 } });
  });

  test('wait for an operator where that is wanted', async () => {
    await fleet.add(['a', 'b']);
    const id = await fleet.begin({ pause_minutes: null, waves: { canary_ids: [fleet.ids[0]!] } });
    await t.api('post', `/rollouts/${id}/confirm`).expect(409);
    await fleet.turns(2);
    t.advance(24 * 60 * MINUTE);
    await fleet.turns();
    expect(await fleet.get(id)).toMatchObject({ waiting_for: 'confirmation', waiting_until: null });
    expect(fleet.orders()).toEqual([1, 0]);
    await fleet.act(id, 'confirm');
    await fleet.turns(2);
    expect(await fleet.get(id)).toMatchObject({ state: 'done' });
    expect((await fleet.get(id)).waves[0]?.confirmed_by).toBe('PANEL_API_TOKEN');
  });
});

describe('operators', () => {
  test('pause: nothing new is ordered, what runs ends; resume goes on', async () => {
    await fleet.add(['a', 'b']);
    const id = await fleet.begin({ concurrency: 1 });
    await fleet.runner.pass();
    await fleet.act(id, 'pause');
    await fleet.turns(2);
    expect(await fleet.states(id)).toEqual(['succeeded', 'waiting']);
    expect(fleet.orders()).toEqual([1, 0]);
    await fleet.act(id, 'resume');
    await fleet.turns(2);
    expect(await fleet.get(id)).toMatchObject({ state: 'done' });
  });

  test('abort: what waits is left out, what runs ends by itself and is still noted', async () => {
    await fleet.add(['a', 'b']);
    fleet.site(0).fate = 'hold';
    const id = await fleet.begin({ concurrency: 1 });
    await fleet.turns();
    await fleet.act(id, 'abort');
    fleet.site(0).fate = 'done';
    await fleet.turns(2);
    expect(await fleet.states(id)).toEqual(['succeeded', 'skipped']);
    expect(await fleet.get(id)).toMatchObject({ state: 'aborted' });
    expect(fleet.orders()).toEqual([1, 0]);
    await t.api('post', `/rollouts/${id}/resume`).expect(409);
    await t.api('post', `/rollouts/${id}/retry`, {}).expect(409);
  });

  test('leave a site out', async () => {
    await fleet.add(['a', 'b']);
    const id = await fleet.create();
    const [first] = await fleet.rows(id);
    await fleet.act(id, 'skip', { site_ids: [first!.id] });
    await fleet.act(id, 'start');
    await fleet.turns(2);
    expect(await fleet.states(id)).toEqual(['skipped', 'succeeded']);
    expect(fleet.orders()).toEqual([0, 1]);
  });

  test('preview what a creation would make, and make nothing; viewers may neither', async () => {
    await fleet.add(['a', 'b', 'c']);
    await t
      .api('patch', `/instances/${fleet.ids[1]}`, { timezone: 'Asia/Tokyo', tags: ['pilot'] })
      .expect(200);
    await t.api('patch', `/instances/${fleet.ids[1]}`, { timezone: 'Mars/Olympus' }).expect(400);
    const body = {
      name: 'x',
      what: { kind: 'core' },
      scope: { instance_ids: [fleet.ids[0]], tags: ['pilot'] },
      waves: { canary_ids: [fleet.ids[1]] },
      window: { days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '05:00' },
    };
    const preview = (await t.api('post', '/rollouts/preview', body).expect(200)).body;
    expect(preview).toMatchObject({ total: 2, summary: 'The newest Moodle of each site’s branch' });
    expect(
      preview.waves.map((wave: { sites: { instance_name: string }[] }) => wave.sites[0]?.instance_name),
    ).toEqual(['b', 'a']);
    expect(preview.waves[0].sites[0].timezone).toBe('Asia/Tokyo');
    expect((await t.api('get', '/rollouts').expect(200)).body.total).toBe(0);
    await t.api('post', '/rollouts', { ...body, waves: { canary_ids: [fleet.ids[2]] } }).expect(400);
    await t.api('post', '/rollouts', { ...body, scope: { tags: ['nobody'] } }).expect(400);
    await t
      .api('post', '/rollouts', { ...body, window: { days: [1], from: '05:00', to: '05:00' } })
      .expect(400);
    const viewer = (await t.api('post', '/tokens', { name: 'v', role: 'viewer' }).expect(201)).body
      .token as string;
    const as = t.anonymous.post('/api/v1/rollouts').set('authorization', `Bearer ${viewer}`);
    await as.send(body).expect(403);
  });

  test('cannot delete a zip that a rollout needs', async () => {
    await fleet.add(['a']);
    const { prisma } = t.panel.context;
    const item = await prisma.libraryItem.create({
      data: {
        sha256: 'a'.repeat(64),
        md5: '',
        size: 1n,
        fileName: 'x.zip',
        component: 'local_x',
        version: '1',
        dependencies: {},
        files: 1,
        unpackedSize: 1n,
        uploadedBy: 'x',
        storedAt: new Date(),
      },
    });
    const id = await fleet.create({ what: { kind: 'zips', items: [{ library_item_id: item.id }] } });
    expect((await fleet.get(id)).summary).toBe('local_x 1');
    await t.api('delete', `/library/${item.id}`).expect(409);
    await fleet.act(id, 'abort');
    await t.api('delete', `/library/${item.id}`).expect(204);
  });
});
