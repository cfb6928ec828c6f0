import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FakeAgent } from '../testing/fake-agent.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';

let t: TestPanel;
let old: FakeAgent;
let young: FakeAgent;
let oldId: number;
let youngId: number;

async function register(site: FakeAgent, body: object = {}): Promise<number> {
  const reply = await t.api('post', '/instances', { url: site.url, api_key: site.key, ...body }).expect(201);
  return reply.body.id as number;
}
const sync = (id: number) => t.api('post', `/instances/${id}/sync`).expect(200);
const get = async (path: string) => (await t.api('get', path).expect(200)).body;

beforeAll(async () => {
  t = await startTestPanel();
  old = new FakeAgent();
  old.plugins = [
    {
      component: 'mod_attendance',
      version: '2022010100',
      name: '<script>alert(1)</script>',
      offers: [
        { version: '2023010100', release: '4.1' },
        { version: '2024010100', release: '4.5' },
      ],
      log: [{ id: 7, info: 'Plugin installed' }],
    },
    { component: 'mod_quiz', version: '2024100700', standard: true, log: [{ id: 8, info: 'Upgraded' }] },
    { component: 'local_off', version: '2024100706.05', enabled: false },
  ];
  old.core = {
    version: '2024100706',
    release: '4.5.6 (Build: 20250811)',
    offers: [
      { version: '2024100707', release: '4.5.7', type: 'core-minor' },
      { version: '2025041403', release: '5.0.3', type: null },
    ],
  };
  young = new FakeAgent('plugin');
  young.plugins = [
    // The site was updated by hand since it last asked for updates.
    { component: 'mod_attendance', version: '2024010100', offers: [{ version: '2024010100' }] },
    { component: 'mod_quiz', version: '2025041400', standard: true },
  ];
  young.core = { version: '2025041400', release: '5.0', offers: [] };
  await Promise.all([old.start(), young.start()]);
  oldId = await register(old, { name: 'Old', tags: ['canary'] });
  youngId = await register(young, { name: 'Young' });
});
afterAll(async () => {
  await Promise.all([old.stop(), young.stop()]);
  await t.stop();
});

describe('across sites', () => {
  test('a component shows on how many sites it is, in which versions, and how many have an update', async () => {
    const { items, total } = await get('/plugins');
    expect(total).toBe(3);
    expect(items.find((item: { component: string }) => item.component === 'mod_attendance')).toMatchObject({
      site_count: 2,
      is_standard: false,
      update_count: 1,
      versions: [
        { version: '2024010100', sites: 1 },
        { version: '2022010100', sites: 1 },
      ],
    });
    expect((await get('/plugins?updates=true')).items).toHaveLength(1);
    expect((await get('/plugins?standard=true')).items).toHaveLength(1);
    expect((await get('/plugins?search=QUIZ')).items).toHaveLength(1);
    expect((await get('/plugins?search=%25')).items).toHaveLength(0);
    const first = await get('/plugins?limit=2&sort=-site_count');
    const second = await get(`/plugins?limit=2&cursor=${first.next}`);
    expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, null]);
  });

  test('“which sites have it below this version” compares numbers, not texts', async () => {
    const sites = async (query: string) =>
      (await get(`/plugins/mod_attendance/sites?${query}`)).items.map(
        (site: { instance_name: string }) => site.instance_name,
      );
    expect(await sites('below=2023000000')).toEqual(['Old']);
    expect(await sites('below=999999')).toEqual([]);
    expect(await sites('below=2024010100.01')).toEqual(['Old', 'Young']);
    expect(await sites('version=2024010100')).toEqual(['Young']);
    expect(await sites('tag=canary')).toEqual(['Old']);
    expect(await sites('enabled=false')).toEqual([]);
    const { items } = await get('/plugins/local_off/sites?below=2024100706.1');
    expect(items).toMatchObject([{ version: '2024100706.05', enabled: false, offer: null }]);
    await t.api('get', '/plugins/mod_attendance/sites?below=abc').expect(400);
    await t.api('get', `/plugins/${encodeURIComponent("x'; --")}/sites`).expect(400);
  });

  test('available updates name the sites and the newest version for each', async () => {
    const { items } = await get('/updates/available');
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      component: 'mod_attendance',
      sites: [
        { instance_id: oldId, version: '2022010100', offer: { version: '2024010100', release: '4.5' } },
      ],
    });
    expect((await get('/updates/available?tag=nothing')).items).toEqual([]);
  });

  test('Moodle versions stand with every offer; one of unknown kind counts as the largest step', async () => {
    const { items } = await get('/core?below=2025000000');
    expect(items).toMatchObject([
      {
        instance_id: oldId,
        version: '2024100706',
        offers: [
          { version: '2024100707', type: 'core-minor' },
          { version: '2025041403', type: 'core-mega' },
        ],
      },
    ]);
    expect((await get('/core')).items).toHaveLength(2);
  });
});

describe('one site', () => {
  test('lists its plugins, filtered, and its own upgrade log', async () => {
    const names = async (query: string) =>
      (await get(`/instances/${oldId}/plugins?${query}`)).items.map(
        (plugin: { component: string }) => plugin.component,
      );
    expect(await names('sort=component')).toEqual(['local_off', 'mod_attendance', 'mod_quiz']);
    expect(await names('updates=true')).toEqual(['mod_attendance']);
    expect(await names('additional=true&sort=component')).toEqual(['local_off', 'mod_attendance']);
    expect(await names('enabled=false')).toEqual(['local_off']);
    expect(await names('search=script')).toEqual(['mod_attendance']);
    const log = (await get(`/instances/${oldId}/update-log`)).items;
    expect(log.map((entry: { id: number }) => entry.id)).toEqual([8, 7]);
    const site = await get(`/instances/${oldId}`);
    expect(site).toMatchObject({ plugin_count: 3, update_count: 2, moodle_version_number: '2024100706' });
    expect(await get(`/instances/${youngId}`)).toMatchObject({ update_count: 0, moodle_release: '5.0' });
    expect((await get('/overview')).sites_with_updates).toBe(1);
  });

  test('a plugin that is gone is listed no more, and nothing is written for those that are as before', async () => {
    const { prisma } = t.panel.context;
    const before = await prisma.instancePlugin.findMany({
      where: { instanceId: oldId, component: 'mod_quiz' },
    });
    old.plugins = old.plugins.filter((plugin) => plugin.component !== 'local_off');
    await sync(oldId);
    const after = await prisma.instancePlugin.findMany({
      where: { instanceId: oldId, component: 'mod_quiz' },
    });
    expect(after).toEqual(before);
    const told = () => prisma.event.count({ where: { type: 'plugins.synced', subjectId: oldId } });
    const times = await told();
    await sync(oldId);
    expect(await told()).toBe(times);
    expect((await get('/plugins/local_off/sites')).items).toEqual([]);
    old.plugins.push({ component: 'local_off', version: '2024100706.05', enabled: false });
    await sync(oldId);
    expect((await get('/plugins/local_off/sites')).items).toHaveLength(1);
  });

  test('that cannot list its plugins is synced all the same, and what was known stays', async () => {
    old.instead.set('GET /plugins', (_req, res) => void res.status(500).json({ error: 'PHP is away.' }));
    old.instead.set('GET /moodle_core', (_req, res) => void res.json({ odd: true }));
    await sync(oldId);
    old.instead.clear();
    expect(await get(`/instances/${oldId}`)).toMatchObject({
      connection_state: 'connected',
      plugin_count: 3,
    });
    expect((await get(`/instances/${oldId}/plugins`)).total).toBe(3);
  });

  test('asks for updates now, where it can', async () => {
    expect((await t.api('post', `/instances/${oldId}/updates/check`).expect(200)).body).toMatchObject({
      asked: true,
      update_count: 2,
    });
    expect(old.requests.some((request) => request.path === '/updates/check')).toBe(true);
    const plain = await t.api('post', `/instances/${youngId}/updates/check`).expect(200);
    expect(plain.body.asked).toBe(false);
  });
});

test('tags are kept without doubles and found by', async () => {
  const changed = await t.api('patch', `/instances/${youngId}`, { tags: ['b', 'a', 'b'] }).expect(200);
  expect(changed.body.tags).toEqual(['a', 'b']);
  expect((await get('/tags')).items).toEqual(['a', 'b', 'canary'].map((tag) => ({ tag, sites: 1 })));
  expect((await get('/instances?tag=b')).items).toHaveLength(1);
  expect((await get('/instances?tag=canary')).items).toMatchObject([{ id: oldId }]);
});
