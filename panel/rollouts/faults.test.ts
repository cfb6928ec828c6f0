import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';
import { placeOrder } from './place-order.js';
import { RolloutRunner } from './runner.js';
import { Fleet, MINUTE, NEW, SECOND } from './testing/fleet.js';

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

describe('windows', () => {
  test('sites are changed by their own night, and a running rollout says when the next begins', async () => {
    await fleet.add(['berlin', 'tokyo']);
    await t.api('patch', `/instances/${fleet.ids[0]}`, { timezone: 'Europe/Berlin' }).expect(200);
    await t.api('patch', `/instances/${fleet.ids[1]}`, { timezone: 'Asia/Tokyo' }).expect(200);
    // Noon in UTC: afternoon in Berlin, 21:00 in Tokyo.
    const now = t.now();
    const noon = new Date(now);
    noon.setUTCHours(12, 0, 0, 0);
    if (noon < now) noon.setUTCDate(noon.getUTCDate() + 1);
    t.advance(noon.getTime() - now.getTime());
    const id = await fleet.begin({ window: { days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '05:00' } });
    await fleet.turns();
    expect(fleet.orders()).toEqual([0, 0]);
    const waiting = await fleet.get(id);
    expect(waiting).toMatchObject({ state: 'running', waiting_for: 'window' });
    expect(waiting.waiting_until).toBe(new Date(noon.getTime() + 60 * MINUTE).toISOString());
    t.advance(61 * MINUTE);
    await fleet.turns();
    expect(fleet.orders()).toEqual([0, 1]);
    t.advance(8 * 60 * MINUTE);
    await fleet.turns(2);
    expect(fleet.orders()).toEqual([1, 1]);
    expect(await fleet.get(id)).toMatchObject({ state: 'done' });
  });
});

test('a site that could not be ordered from before its window closed waits for the next', async () => {
  await fleet.add(['a']);
  const { port } = new URL(fleet.site(0).agent.url);
  await fleet.site(0).agent.stop();
  const at = (minutes: number) => new Date(t.now().getTime() + minutes * MINUTE).toISOString().slice(11, 16);
  const id = await fleet.begin({
    site_deadline_minutes: 1440,
    window: { days: [0, 1, 2, 3, 4, 5, 6], from: at(-30), to: at(30) },
  });
  await fleet.turns();
  expect(await fleet.states(id)).toEqual(['ordering']);
  await fleet.site(0).agent.start(Number(port));
  t.advance(40 * MINUTE);
  await fleet.turns(2);
  expect(fleet.orders()).toEqual([0]);
  expect(await fleet.get(id)).toMatchObject({ state: 'running', waiting_for: 'window' });
  t.advance(23 * 60 * MINUTE);
  await fleet.turns(2);
  expect(await fleet.get(id)).toMatchObject({ state: 'done', counts: { succeeded: 1 } });
});

describe('the dry run', () => {
  test('goes over all sites first; those that something speaks against are left out if an operator says so', async () => {
    await fleet.add(['a', 'b']);
    await fleet.add(['old'], 'plugin');
    fleet.site(1).reasons = [{ code: 'requires-moodle', message: 'It needs Moodle 5.0.' }];
    const id = await fleet.begin({ dry_run: true });
    await fleet.turns(2);
    expect(await fleet.get(id)).toMatchObject({
      state: 'review',
      dry_counts: { ok: 1, reasons: 1, unable: 1 },
    });
    expect(fleet.orders()).toEqual([0, 0, 0]);
    const rows = await fleet.rows(id);
    expect(rows[1]?.reasons).toEqual([{ code: 'requires-moodle', message: 'It needs Moodle 5.0.' }]);
    await fleet.act(id, 'start');
    await fleet.runner.pass();
    expect(fleet.orders()).toEqual([1, 0, 1]);
    expect(await fleet.states(id)).toEqual(['updating', 'skipped', 'updating']);
  });

  test('goes on by itself where nothing speaks against it', async () => {
    await fleet.add(['a', 'b']);
    const id = await fleet.begin({ dry_run: true });
    await fleet.turns(3);
    expect(await fleet.get(id)).toMatchObject({ state: 'done', dry_counts: { ok: 2 } });
    expect(fleet.sites.map((one) => one.orders.map(({ dryRun }) => dryRun))).toEqual([
      [true, false],
      [true, false],
    ]);
  });
});

describe('faults', () => {
  test('a dead site and one that never ends hold up nobody, and count as failed after their time', async () => {
    await fleet.add(['dead', 'endless', 'well']);
    await fleet.site(0).agent.stop();
    fleet.site(1).fate = 'hold';
    const id = await fleet.begin({ max_failures: 2, site_deadline_minutes: 10 });
    await fleet.turns(2);
    expect(await fleet.states(id)).toEqual(['ordering', 'updating', 'succeeded']);
    t.advance(10 * MINUTE);
    await fleet.turns();
    expect(await fleet.states(id)).toEqual(['failed', 'failed', 'succeeded']);
    const [dead, endless] = await fleet.rows(id);
    expect(dead?.error).toMatch('did not take the order within 10 minutes. No connection');
    expect(endless?.error).toMatch('did not end within 10 minutes');
    expect(await fleet.get(id)).toMatchObject({ state: 'done' });
  });

  test('two workers at once send each order once', async () => {
    await fleet.add(['a', 'b', 'c', 'd']);
    const other = new RolloutRunner(t.panel.context);
    const id = await fleet.begin();
    for (let i = 0; i < 3; i++) {
      await Promise.all([fleet.runner.pass(), other.pass(), fleet.runner.pass(), other.pass()]);
      t.advance(20 * SECOND);
      await t.follow();
    }
    await fleet.turns();
    expect(fleet.orders()).toEqual([1, 1, 1, 1]);
    expect(await fleet.get(id)).toMatchObject({ state: 'done', counts: { succeeded: 4 } });
    expect(await t.panel.context.prisma.updateRequest.count({ where: { rolloutId: id } })).toBe(4);
  });

  test('a worker that dies between an order and its note: another takes over and orders nothing twice', async () => {
    await fleet.add(['a']);
    const dying = new RolloutRunner(t.panel.context, async (panel, order) => {
      await placeOrder(panel, order);
      throw new Error('killed');
    });
    const id = await fleet.begin();
    await dying.pass();
    expect(fleet.orders()).toEqual([1]);
    expect(await fleet.states(id)).toEqual(['ordering']);
    // Its lease has still to run out.
    await fleet.runner.pass();
    expect(await fleet.states(id)).toEqual(['ordering']);
    t.advance(4 * MINUTE);
    await fleet.turns(2);
    expect(fleet.orders()).toEqual([1]);
    expect(await fleet.get(id)).toMatchObject({ state: 'done', counts: { succeeded: 1 } });
  });

  test('a worker that dies before its order: another sends it', async () => {
    await fleet.add(['a']);
    const dying = new RolloutRunner(t.panel.context, () => Promise.reject(new Error('killed')));
    const id = await fleet.begin();
    await dying.pass();
    t.advance(4 * MINUTE);
    await fleet.turns(2);
    expect(fleet.orders()).toEqual([1]);
    expect(await fleet.get(id)).toMatchObject({ state: 'done' });
  });

  test('a site that is being changed already waits for its turn', async () => {
    await fleet.add(['a']);
    fleet.site(0).fate = 'hold';
    const what = {
      kind: 'plugins',
      items: [{ component: 'local_other', version: '1', download: 'http://x.test/o.zip' }],
    };
    await t.api('post', '/update-requests', { scope: { instance_ids: fleet.ids }, what }).expect(202);
    const id = await fleet.begin();
    await fleet.turns();
    expect(fleet.orders()).toEqual([1]);
    expect(await fleet.states(id)).toEqual(['ordering']);
    fleet.site(0).fate = 'done';
    await fleet.turns(4);
    expect(fleet.orders()).toEqual([2]);
    expect(await fleet.get(id)).toMatchObject({ state: 'done' });
  });

  test('a site deleted meanwhile is left out and stays in the history', async () => {
    await fleet.add(['a', 'b']);
    const id = await fleet.begin({ concurrency: 1 });
    await t.api('delete', `/instances/${fleet.ids[1]}`).expect(204);
    await fleet.turns(2);
    expect(await fleet.states(id)).toEqual(['succeeded', 'skipped']);
    expect((await fleet.rows(id))[1]).toMatchObject({ instance_name: 'b', instance_id: null });
  });

  test('a site that has the versions already is not changed again', async () => {
    await fleet.add(['a']);
    fleet.site(0).versions.set('local_thing', NEW);
    await t.api('post', `/instances/${fleet.ids[0]}/sync`).expect(200);
    const id = await fleet.begin();
    await fleet.turns();
    expect(fleet.orders()).toEqual([0]);
    expect(await fleet.get(id)).toMatchObject({ state: 'done', counts: { skipped: 1 } });
  });
});
