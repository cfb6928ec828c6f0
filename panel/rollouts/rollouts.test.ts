import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import type { rolloutCreate, RolloutDetail, RolloutSite } from '../../contract/panel/rollouts.js';
import { agentFeatures } from '../../contract/agent/site.js';
import { sealKey } from '../instances/service.js';
import { FakeAgent } from '../testing/fake-agent.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';
import { placeOrder } from './place-order.js';
import { RolloutRunner } from './runner.js';
import { ChangeSite } from './testing/change-site.js';

const NEW = '2024100700';
const SECOND = 1000;
const MINUTE = 60 * SECOND;

let t: TestPanel;
let runner: RolloutRunner;
let sites: ChangeSite[] = [];
let ids: number[] = [];

beforeAll(async () => {
  t = await startTestPanel();
});
afterAll(() => t.stop());
beforeEach(() => {
  runner = new RolloutRunner(t.panel.context);
});
afterEach(async () => {
  await runner.stop();
  await Promise.all(sites.map((site) => site.agent.stop()));
  await t.panel.context.prisma.rollout.deleteMany();
  await t.panel.context.prisma.instance.deleteMany();
  sites = [];
  ids = [];
});

/** Sites by the names given, as a sync has left them; `a` comes before `b`. */
async function addSites(names: string[], kind: 'agent' | 'plugin' = 'agent'): Promise<void> {
  const panel = t.panel.context;
  for (const name of names) {
    const agent = await new FakeAgent(kind).start();
    sites.push(new ChangeSite(agent));
    const made = await panel.prisma.instance.create({
      data: {
        name,
        url: agent.url,
        ...sealKey(panel, agent.key),
        connectionState: 'connected',
        agentKind: kind,
        features: kind === 'agent' ? [...agentFeatures] : [],
      },
    });
    ids.push(made.id);
  }
}

const site = (n: number) => sites[n]!;

async function create(changes: Partial<z.input<typeof rolloutCreate>> = {}): Promise<number> {
  const body = {
    name: 'Thing everywhere',
    what: {
      kind: 'plugins',
      items: [{ component: 'local_thing', version: NEW, download: 'http://mirror.test/thing.zip' }],
    },
    scope: { instance_ids: ids },
    pause_minutes: 0,
    dry_run: false,
    ...changes,
  };
  const made = await t.api('post', '/rollouts', body).expect(201);
  return made.body.id as number;
}

async function begin(changes: Partial<z.input<typeof rolloutCreate>> = {}): Promise<number> {
  const id = await create(changes);
  await act(id, 'start');
  return id;
}

const act = (id: number, name: string, body: object = {}) =>
  t.api('post', `/rollouts/${id}/${name}`, body).expect(200);
const get = async (id: number) => (await t.api('get', `/rollouts/${id}`).expect(200)).body as RolloutDetail;
const siteRows = async (id: number) =>
  (await t.api('get', `/rollouts/${id}/sites`).expect(200)).body.items as RolloutSite[];
const states = async (id: number) => (await siteRows(id)).map(({ state }) => state);

/** Time goes by: orders are followed and rollouts moved on. */
async function turns(count = 1): Promise<void> {
  for (let i = 0; i < count; i++) {
    await runner.pass();
    t.advance(20 * SECOND);
    await t.follow();
    await runner.pass();
  }
}

const realOrders = () => sites.map((one) => one.real.length);

describe('waves', () => {
  test('go one after the other, and the end says from what to what and how it went', async () => {
    await addSites(['a', 'b', 'c', 'd']);
    const id = await begin({ waves: { canary_ids: [ids[2]!], rest: { by: 'percent', steps: [50] } } });
    await runner.pass();
    expect(realOrders()).toEqual([0, 0, 1, 0]);
    await turns();
    await runner.pass();
    expect(realOrders()).toEqual([1, 1, 1, 0]);
    await turns(2);
    const end = await get(id);
    expect(end).toMatchObject({ state: 'done', counts: { succeeded: 4, failed: 0 }, current_wave: null });
    expect(end.waves.map(({ name, state, site_count }) => [name, state, site_count])).toEqual([
      ['Canaries', 'done', 1],
      ['Up to 50 %', 'done', 2],
      ['All others', 'done', 1],
    ]);
    for (const row of await siteRows(id)) {
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
    await addSites(['a', 'b', 'c']);
    site(0).fate = { error: 'The upgrade ended with an exception.' };
    const id = await begin({ waves: { canary_ids: [ids[0]!] } });
    await turns(3);
    const stopped = await get(id);
    expect(stopped).toMatchObject({ state: 'stopped', counts: { failed: 1, waiting: 2 } });
    expect(stopped.reason).toMatch(/Canaries.*a: .*exception/);
    expect(realOrders()).toEqual([1, 0, 0]);

    site(0).fate = 'done';
    await act(id, 'retry');
    await turns(3);
    expect(await get(id)).toMatchObject({ state: 'done', counts: { succeeded: 3 } });
    expect((await siteRows(id))[0]).toMatchObject({ attempt: 2, state: 'succeeded', error: null });
    expect(realOrders()).toEqual([2, 1, 1]);
  });

  test('a site that is ill after its update counts as failed', async () => {
    await addSites(['a', 'b']);
    site(0).health = 'critical';
    const id = await begin({ waves: { canary_ids: [ids[0]!] } });
    await turns(2);
    expect(await get(id)).toMatchObject({ state: 'stopped' });
    expect((await siteRows(id))[0]?.error).toBe('The site is not well: Cron has not run for a day.');
    expect(realOrders()).toEqual([1, 0]);
    await act(id, 'resume');
    await turns(2);
    expect(await get(id)).toMatchObject({ state: 'done', counts: { succeeded: 1, failed: 1 } });
  });

  test('as many failures as are allowed do not stop it; the next one does', async () => {
    await addSites(['a', 'b', 'c']);
    site(0).fate = site(1).fate = { error: 'No.' };
    const id = await begin({ max_failures: 1, concurrency: 1 });
    await turns();
    expect(await get(id)).toMatchObject({ state: 'running' });
    await turns();
    expect(await get(id)).toMatchObject({ state: 'stopped' });
    expect(realOrders()).toEqual([1, 1, 0]);
  });

  test('wait for the pause, look at their sites once more, and stop when one has fallen ill meanwhile', async () => {
    await addSites(['a', 'b']);
    const id = await begin({ pause_minutes: 30, waves: { canary_ids: [ids[0]!] } });
    await turns(2);
    expect(await get(id)).toMatchObject({ state: 'running', waiting_for: 'pause', counts: { succeeded: 1 } });
    t.advance(28 * MINUTE);
    await turns();
    expect(realOrders()).toEqual([1, 0]);
    site(0).health = 'critical';
    t.advance(2 * MINUTE);
    await turns();
    expect(await get(id)).toMatchObject({ state: 'stopped', counts: { failed: 1, waiting: 1 } });
    expect(realOrders()).toEqual([1, 0]);
  });

  test('wait for an operator where that is wanted', async () => {
    await addSites(['a', 'b']);
    const id = await begin({ pause_minutes: null, waves: { canary_ids: [ids[0]!] } });
    await t.api('post', `/rollouts/${id}/confirm`).expect(409);
    await turns(2);
    t.advance(24 * 60 * MINUTE);
    await turns();
    expect(await get(id)).toMatchObject({ waiting_for: 'confirmation', waiting_until: null });
    expect(realOrders()).toEqual([1, 0]);
    await act(id, 'confirm');
    await turns(2);
    expect(await get(id)).toMatchObject({ state: 'done' });
    expect((await get(id)).waves[0]?.confirmed_by).toBe('PANEL_API_TOKEN');
  });
});

describe('operators', () => {
  test('pause: nothing new is ordered, what runs ends; resume goes on', async () => {
    await addSites(['a', 'b']);
    const id = await begin({ concurrency: 1 });
    await runner.pass();
    await act(id, 'pause');
    await turns(2);
    expect(await states(id)).toEqual(['succeeded', 'waiting']);
    expect(realOrders()).toEqual([1, 0]);
    await act(id, 'resume');
    await turns(2);
    expect(await get(id)).toMatchObject({ state: 'done' });
  });

  test('abort: what waits is left out, what runs ends by itself and is still noted', async () => {
    await addSites(['a', 'b']);
    site(0).fate = 'hold';
    const id = await begin({ concurrency: 1 });
    await turns();
    await act(id, 'abort');
    site(0).fate = 'done';
    await turns(2);
    expect(await states(id)).toEqual(['succeeded', 'skipped']);
    expect(await get(id)).toMatchObject({ state: 'aborted' });
    expect(realOrders()).toEqual([1, 0]);
    await t.api('post', `/rollouts/${id}/resume`).expect(409);
    await t.api('post', `/rollouts/${id}/retry`, {}).expect(409);
  });

  test('leave a site out', async () => {
    await addSites(['a', 'b']);
    const id = await create();
    const [first] = await siteRows(id);
    await act(id, 'skip', { site_ids: [first!.id] });
    await act(id, 'start');
    await turns(2);
    expect(await states(id)).toEqual(['skipped', 'succeeded']);
    expect(realOrders()).toEqual([0, 1]);
  });

  test('preview what a creation would make, and make nothing; viewers may neither', async () => {
    await addSites(['a', 'b', 'c']);
    await t.api('patch', `/instances/${ids[1]}`, { timezone: 'Asia/Tokyo', tags: ['pilot'] }).expect(200);
    await t.api('patch', `/instances/${ids[1]}`, { timezone: 'Mars/Olympus' }).expect(400);
    const body = {
      name: 'x',
      what: { kind: 'core' },
      scope: { instance_ids: [ids[0]], tags: ['pilot'] },
      waves: { canary_ids: [ids[1]] },
      window: { days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '05:00' },
    };
    const preview = (await t.api('post', '/rollouts/preview', body).expect(200)).body;
    expect(preview).toMatchObject({ total: 2, summary: 'The newest Moodle of each site’s branch' });
    expect(
      preview.waves.map((wave: { sites: { instance_name: string }[] }) => wave.sites[0]?.instance_name),
    ).toEqual(['b', 'a']);
    expect(preview.waves[0].sites[0].timezone).toBe('Asia/Tokyo');
    expect((await t.api('get', '/rollouts').expect(200)).body.total).toBe(0);
    await t.api('post', '/rollouts', { ...body, waves: { canary_ids: [ids[2]] } }).expect(400);
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
    await addSites(['a']);
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
    const id = await create({ what: { kind: 'zips', items: [{ library_item_id: item.id }] } });
    expect((await get(id)).summary).toBe('local_x 1');
    await t.api('delete', `/library/${item.id}`).expect(409);
    await act(id, 'abort');
    await t.api('delete', `/library/${item.id}`).expect(204);
  });
});

describe('windows', () => {
  test('sites are changed by their own night, and a running rollout says when the next begins', async () => {
    await addSites(['berlin', 'tokyo']);
    await t.api('patch', `/instances/${ids[0]}`, { timezone: 'Europe/Berlin' }).expect(200);
    await t.api('patch', `/instances/${ids[1]}`, { timezone: 'Asia/Tokyo' }).expect(200);
    // Noon in UTC: afternoon in Berlin, 21:00 in Tokyo.
    const now = t.now();
    const noon = new Date(now);
    noon.setUTCHours(12, 0, 0, 0);
    if (noon < now) noon.setUTCDate(noon.getUTCDate() + 1);
    t.advance(noon.getTime() - now.getTime());
    const id = await begin({ window: { days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '05:00' } });
    await turns();
    expect(realOrders()).toEqual([0, 0]);
    const waiting = await get(id);
    expect(waiting).toMatchObject({ state: 'running', waiting_for: 'window' });
    expect(waiting.waiting_until).toBe(new Date(noon.getTime() + 60 * MINUTE).toISOString());
    t.advance(61 * MINUTE);
    await turns();
    expect(realOrders()).toEqual([0, 1]);
    t.advance(8 * 60 * MINUTE);
    await turns(2);
    expect(realOrders()).toEqual([1, 1]);
    expect(await get(id)).toMatchObject({ state: 'done' });
  });
});

test('a site that could not be ordered from before its window closed waits for the next', async () => {
  await addSites(['a']);
  const { port } = new URL(site(0).agent.url);
  await site(0).agent.stop();
  const at = (minutes: number) => new Date(t.now().getTime() + minutes * MINUTE).toISOString().slice(11, 16);
  const id = await begin({
    site_deadline_minutes: 1440,
    window: { days: [0, 1, 2, 3, 4, 5, 6], from: at(-30), to: at(30) },
  });
  await turns();
  expect(await states(id)).toEqual(['ordering']);
  await site(0).agent.start(Number(port));
  t.advance(40 * MINUTE);
  await turns(2);
  expect(realOrders()).toEqual([0]);
  expect(await get(id)).toMatchObject({ state: 'running', waiting_for: 'window' });
  t.advance(23 * 60 * MINUTE);
  await turns(2);
  expect(await get(id)).toMatchObject({ state: 'done', counts: { succeeded: 1 } });
});

describe('the dry run', () => {
  test('goes over all sites first; those that something speaks against are left out if an operator says so', async () => {
    await addSites(['a', 'b']);
    await addSites(['old'], 'plugin');
    site(1).reasons = [{ code: 'requires-moodle', message: 'It needs Moodle 5.0.' }];
    const id = await begin({ dry_run: true });
    await turns(2);
    expect(await get(id)).toMatchObject({ state: 'review', dry_counts: { ok: 1, reasons: 1, unable: 1 } });
    expect(realOrders()).toEqual([0, 0, 0]);
    const rows = await siteRows(id);
    expect(rows[1]?.reasons).toEqual([{ code: 'requires-moodle', message: 'It needs Moodle 5.0.' }]);
    await act(id, 'start');
    await runner.pass();
    expect(realOrders()).toEqual([1, 0, 1]);
    expect(await states(id)).toEqual(['updating', 'skipped', 'updating']);
  });

  test('goes on by itself where nothing speaks against it', async () => {
    await addSites(['a', 'b']);
    const id = await begin({ dry_run: true });
    await turns(3);
    expect(await get(id)).toMatchObject({ state: 'done', dry_counts: { ok: 2 } });
    expect(sites.map((one) => one.orders.map(({ dryRun }) => dryRun))).toEqual([
      [true, false],
      [true, false],
    ]);
  });
});

describe('faults', () => {
  test('a dead site and one that never ends hold up nobody, and count as failed after their time', async () => {
    await addSites(['dead', 'endless', 'well']);
    await site(0).agent.stop();
    site(1).fate = 'hold';
    const id = await begin({ max_failures: 2, site_deadline_minutes: 10 });
    await turns(2);
    expect(await states(id)).toEqual(['ordering', 'updating', 'succeeded']);
    t.advance(10 * MINUTE);
    await turns();
    expect(await states(id)).toEqual(['failed', 'failed', 'succeeded']);
    const [dead, endless] = await siteRows(id);
    expect(dead?.error).toMatch('did not take the order within 10 minutes. No connection');
    expect(endless?.error).toMatch('did not end within 10 minutes');
    expect(await get(id)).toMatchObject({ state: 'done' });
  });

  test('two workers at once send each order once', async () => {
    await addSites(['a', 'b', 'c', 'd']);
    const other = new RolloutRunner(t.panel.context);
    const id = await begin();
    for (let i = 0; i < 3; i++) {
      await Promise.all([runner.pass(), other.pass(), runner.pass(), other.pass()]);
      t.advance(20 * SECOND);
      await t.follow();
    }
    await turns();
    expect(realOrders()).toEqual([1, 1, 1, 1]);
    expect(await get(id)).toMatchObject({ state: 'done', counts: { succeeded: 4 } });
    expect(await t.panel.context.prisma.updateRequest.count({ where: { rolloutId: id } })).toBe(4);
  });

  test('a worker that dies between an order and its note: another takes over and orders nothing twice', async () => {
    await addSites(['a']);
    const dying = new RolloutRunner(t.panel.context, async (panel, order) => {
      await placeOrder(panel, order);
      throw new Error('killed');
    });
    const id = await begin();
    await dying.pass();
    expect(realOrders()).toEqual([1]);
    expect(await states(id)).toEqual(['ordering']);
    // Its lease has still to run out.
    await runner.pass();
    expect(await states(id)).toEqual(['ordering']);
    t.advance(4 * MINUTE);
    await turns(2);
    expect(realOrders()).toEqual([1]);
    expect(await get(id)).toMatchObject({ state: 'done', counts: { succeeded: 1 } });
  });

  test('a worker that dies before its order: another sends it', async () => {
    await addSites(['a']);
    const dying = new RolloutRunner(t.panel.context, () => Promise.reject(new Error('killed')));
    const id = await begin();
    await dying.pass();
    t.advance(4 * MINUTE);
    await turns(2);
    expect(realOrders()).toEqual([1]);
    expect(await get(id)).toMatchObject({ state: 'done' });
  });

  test('a site that is being changed already waits for its turn', async () => {
    await addSites(['a']);
    site(0).fate = 'hold';
    const what = {
      kind: 'plugins',
      items: [{ component: 'local_other', version: '1', download: 'http://x.test/o.zip' }],
    };
    await t.api('post', '/update-requests', { scope: { instance_ids: ids }, what }).expect(202);
    const id = await begin();
    await turns();
    expect(realOrders()).toEqual([1]);
    expect(await states(id)).toEqual(['ordering']);
    site(0).fate = 'done';
    await turns(4);
    expect(realOrders()).toEqual([2]);
    expect(await get(id)).toMatchObject({ state: 'done' });
  });

  test('a site deleted meanwhile is left out and stays in the history', async () => {
    await addSites(['a', 'b']);
    const id = await begin({ concurrency: 1 });
    await t.api('delete', `/instances/${ids[1]}`).expect(204);
    await turns(2);
    expect(await states(id)).toEqual(['succeeded', 'skipped']);
    expect((await siteRows(id))[1]).toMatchObject({ instance_name: 'b', instance_id: null });
  });

  test('a site that has the versions already is not changed again', async () => {
    await addSites(['a']);
    site(0).versions.set('local_thing', NEW);
    await t.api('post', `/instances/${ids[0]}/sync`).expect(200);
    const id = await begin();
    await turns();
    expect(realOrders()).toEqual([0]);
    expect(await get(id)).toMatchObject({ state: 'done', counts: { skipped: 1 } });
  });
});
