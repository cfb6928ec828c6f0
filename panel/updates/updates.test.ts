import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { UpdateRequestDetail } from '../../contract/panel/updates.js';
import { FakeAgent, type FakeJob } from '../testing/fake-agent.js';
import { report } from '../testing/fake-changes.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';
import { orderUpdates } from './service.js';

const MINUTE = 60_000;
/** Bodies that the real plugin sent. */
const golden = process.env.GOLDEN_DIR;
if (!golden) console.warn('GOLDEN_DIR is not set: the callbacks of a real PHP plugin are not tried.');
const recordedTest = golden ? test : test.skip;
interface Recorded {
  updates: Record<string, unknown>[];
}
let t: TestPanel;
let site: FakeAgent;
let id: number;

beforeAll(async () => {
  t = await startTestPanel();
});
afterAll(() => t.stop());
beforeEach(() => begin('agent'));
afterEach(async () => {
  await t.api('delete', `/instances/${id}`).expect(204);
  await site.stop();
});

async function begin(kind: 'agent' | 'plugin') {
  site = new FakeAgent(kind);
  site.plugins = [
    { component: 'mod_aa', version: '1', offers: [{ version: '2', release: 'two' }] },
    { component: 'mod_bb', version: '1', offers: [{ version: '3' }] },
    { component: 'mod_quiz', version: '2024100700', standard: true },
  ];
  site.core.offers = [{ version: '2024100707', release: '4.5.7', type: 'core-minor' }];
  await site.start();
  const reply = await t.api('post', '/instances', { url: site.url, api_key: site.key }).expect(201);
  id = reply.body.id as number;
}
/** Another kind of site in the place of the first. */
async function beginAnew(kind: 'agent' | 'plugin') {
  await t.api('delete', `/instances/${id}`).expect(204);
  await site.stop();
  await begin(kind);
}

const both = { kind: 'plugins', components: 'all' };
const post = (what: object, more: object = {}) =>
  t.api('post', '/update-requests', { scope: { instance_ids: [id] }, what, ...more });
async function order(what: object = both, more: object = {}): Promise<{ request: number; job: FakeJob }> {
  const { body } = await post(what, more).expect(202);
  expect(body.refused).toEqual([]);
  const request = body.ordered[0].request_id as number;
  return { request, job: site.job((await read(request)).task_id && (site.jobs.at(-1)?.id ?? 0)) };
}
const read = async (request: number) =>
  (await t.api('get', `/update-requests/${request}`).expect(200)).body as UpdateRequestDetail;
const send = (job: FakeJob, body?: Record<string, unknown>) =>
  site.callback(t.panel.url, id, job, {
    body: body ?? site.resultOf(job),
    unsigned: site.kind === 'plugin',
    timestamp: Math.floor(t.now().getTime() / 1000),
  });
const look = async () => {
  t.advance(5 * MINUTE);
  await t.follow();
};
const notifications = (taskId: number) => t.panel.context.prisma.notification.findMany({ where: { taskId } });
const ids = (request: UpdateRequestDetail) =>
  Object.fromEntries(request.items.map((item) => [item.component, item.id]));

describe('an order', () => {
  test('sends each site what it was itself offered and keeps from, to and who', async () => {
    const { request, job } = await order();
    const detail = await read(request);
    expect(detail).toMatchObject({ status: 'pending', kind: 'plugins', dry_run: false, item_count: 2 });
    expect(detail.created_by).toBeTruthy();
    expect(detail.items).toMatchObject([
      { component: 'mod_bb', from_version: '1', to_version: '3', status: 'pending' },
      { component: 'mod_aa', from_version: '1', to_version: '2', to_release: 'two' },
    ]);
    expect(job.change).toMatchObject({
      instance_id: id,
      dry_run: false,
      updates: [
        { component: 'mod_bb', version: '3', md5: 'a'.repeat(32), model_id: ids(detail).mod_bb },
        { component: 'mod_aa', version: '2' },
      ],
    });
    const { items } = (await t.api('get', '/audit?action=update.plugins').expect(200)).body;
    expect(items[0]).toMatchObject({ instance_id: id, detail: 'mod_bb 3, mod_aa 2' });
  });

  test('of a site that is being changed is refused in words, however many come at once', async () => {
    const replies = await Promise.all(Array.from({ length: 5 }, () => post(both).expect(202)));
    expect(replies.filter((reply) => reply.body.ordered.length === 1)).toHaveLength(1);
    const refused = replies.flatMap((reply) => reply.body.refused);
    expect(refused).toHaveLength(4);
    expect(refused[0]).toMatchObject({ status: 409 });
    expect(refused[0].message).toMatch(/being changed already \(request \d+\)/);
    expect(site.jobs).toHaveLength(1);
    const core = await post({ kind: 'core' }).expect(202);
    expect(core.body.refused).toMatchObject([{ status: 409 }]);
  });

  test('reaches good sites although one is away and one says no', async () => {
    const good = await new FakeAgent().start();
    const bad = await new FakeAgent().start();
    for (const other of [good, bad]) other.plugins = site.plugins;
    const register = async (other: FakeAgent) =>
      (await t.api('post', '/instances', { url: other.url, api_key: other.key, tags: ['all'] }).expect(201))
        .body.id as number;
    const [goodId, badId] = [await register(good), await register(bad)];
    await t.api('patch', `/instances/${id}`, { tags: ['all'] }).expect(200);
    await site.stop();
    bad.instead.set('POST /plugins/updates', (_q, res) => void res.status(400).json({ error: 'Not today.' }));
    const { body } = await t
      .api('post', '/update-requests', { scope: { tag: 'all' }, what: both })
      .expect(202);
    expect(body.ordered).toMatchObject([{ instance_id: goodId }]);
    const messages = Object.fromEntries(
      body.refused.map((entry: { instance_id: number; message: string }) => [
        entry.instance_id,
        entry.message,
      ]),
    );
    expect(messages[badId]).toMatch(/Not today/);
    expect(messages[id]).toMatch(/No connection/);
    // Refused orders leave nothing that would be in the way of the next.
    bad.instead.clear();
    const again = await t.api('post', '/update-requests', { scope: { instance_ids: [badId] }, what: both });
    expect(again.body.ordered).toHaveLength(1);
    await Promise.all([goodId, badId].map((other) => t.api('delete', `/instances/${other}`).expect(204)));
    await Promise.all([good.stop(), bad.stop()]);
  });

  test('whose answer was lost is sent again with the same key and begins nothing twice', async () => {
    site.instead.set('POST /plugins/updates', (req, res) => {
      site.rememberReply(req);
      res.destroy();
    });
    const { body } = await post(both).expect(202);
    const request = body.ordered[0].request_id as number;
    site.instead.clear();
    await look();
    expect(site.jobs).toHaveLength(1);
    await send(site.jobs[0] as FakeJob);
    expect(await read(request)).toMatchObject({ status: 'succeeded', result_source: 'callback' });
  });

  test('that there was no time to send here is sent by the worker, and its refusal ends it', async () => {
    const item = { component: 'mod_aa', version: '2', download: 'https://plugins.test/x.zip' };
    const plain = { instanceId: id, kind: 'plugins' as const, dryRun: false, items: [item], options: {} };
    const who = { actor: 'rollout 1', ip: null };
    const begin = () => orderUpdates(t.panel.context, who, [{ ...plain, rolloutId: 1 }], 0);
    const first = (await begin()).ordered[0]?.requestId ?? 0;
    expect(site.jobs).toHaveLength(0);
    await t.follow();
    expect(site.jobs).toHaveLength(1);
    await send(site.finish(site.jobs[0]?.id ?? 0));
    expect(await read(first)).toMatchObject({ status: 'succeeded', rollout_id: 1, created_by: 'rollout 1' });
    site.instead.set(
      'POST /plugins/updates',
      (_q, res) => void res.status(400).json({ error: 'Not today.' }),
    );
    const second = (await begin()).ordered[0]?.requestId ?? 0;
    await t.follow();
    const refused = await read(second);
    expect(refused).toMatchObject({ status: 'failed', result_source: 'request', failed_count: 1 });
    expect(refused.error).toMatch(/Not today/);
  });

  test('names what cannot be: unknown sites, nobody with a tag, nothing offered, half orders', async () => {
    await t.api('post', '/update-requests', { scope: { instance_ids: [999_999] }, what: both }).expect(404);
    await t.api('post', '/update-requests', { scope: { tag: 'nobody' }, what: both }).expect(400);
    await t.api('post', '/update-requests', { scope: { cluster_id: 999 }, what: both }).expect(404);
    await t.api('post', '/update-requests', { scope: {}, what: both }).expect(400);
    await post({ kind: 'plugins', components: ['../x'] }).expect(400);
    await post({ kind: 'zips', items: [{ link: 'file:///etc/passwd' }] }).expect(400);
    await post({ kind: 'zips', items: [{ library_item_id: 77 }] }).expect(404);
    const none = await post({ kind: 'plugins', components: ['mod_quiz'] }).expect(202);
    expect(none.body.refused).toMatchObject([{ instance_id: id, status: 409 }]);
    const other = await post({ kind: 'core', version: '2029010100' }).expect(202);
    expect(other.body.refused[0].message).toMatch('2029010100');
  });
});

describe('the end', () => {
  test('comes once, by callback, poll or both, with items, report and one notification', async () => {
    const { request, job } = await order();
    site.finish(job.id);
    const [first, second] = await Promise.all([send(job), send(job), look()]);
    expect([first?.status, second?.status]).toEqual([200, 200]);
    const detail = await read(request);
    expect(detail).toMatchObject({ status: 'succeeded', outcome: 'done', failed_count: 0 });
    expect(detail.items.map((item) => item.status)).toEqual(['succeeded', 'succeeded']);
    expect(detail.report?.steps).toHaveLength(1);
    expect(await notifications(detail.task_id)).toHaveLength(1);
  });

  test('by poll carries the items too, also when the task failed', async () => {
    const { request, job } = await order();
    const { mod_aa, mod_bb } = ids(await read(request));
    Object.assign(job, {
      status: 3,
      state: 'failed',
      error: '1 failed',
      result: {
        moodle_job_id: job.id,
        updates: [
          { model_id: mod_aa, status: true, component: 'mod_aa', error: null },
          {
            model_id: mod_bb,
            status: false,
            component: 'mod_bb',
            error: null,
            step: 'inspect',
            reasons: [{ code: 'requires-moodle', message: 'It needs Moodle 5.0.' }],
          },
        ],
        report: report(),
      },
    });
    await look();
    const detail = await read(request);
    expect(detail).toMatchObject({ status: 'failed', result_source: 'poll', failed_count: 1 });
    expect(detail.error).toBe('1 done, 1 failed. mod_bb: It needs Moodle 5.0.');
    expect(detail.items).toMatchObject([
      { component: 'mod_bb', status: 'failed', step: 'inspect', reasons: [{ code: 'requires-moodle' }] },
      { component: 'mod_aa', status: 'succeeded' },
    ]);

    const retried = await t.api('post', `/update-requests/${request}/retry`).expect(202);
    expect(retried.body).toMatchObject({ retry_of: request, item_count: 1, components: ['mod_bb'] });
    expect(site.jobs.at(-1)?.change?.updates).toMatchObject([{ component: 'mod_bb', version: '3' }]);
    await t.api('post', `/update-requests/${retried.body.id}/retry`).expect(409);
  });

  test('has the site read at once, which is what proves its versions', async () => {
    const { job } = await order();
    site.plugins = site.plugins.map(({ component, standard }) => ({ component, version: '3', standard }));
    await send(site.finish(job.id));
    const before = site.requests.length;
    await t.follow();
    expect(site.requests.slice(before).some((request) => request.path === '/plugins')).toBe(true);
    expect((await t.api('get', `/instances/${id}`).expect(200)).body.update_count).toBe(1);
    const asked = site.requests.length;
    await t.follow();
    expect(site.requests.slice(asked).some((request) => request.path === '/plugins')).toBe(false);
  });

  test('of a result that leaves an item out is no success', async () => {
    const { request, job } = await order();
    const { mod_aa } = ids(await read(request));
    await send(job, {
      moodle_job_id: job.id,
      updates: [{ model_id: mod_aa, status: true, component: 'mod_aa', error: null }],
    });
    expect(await read(request)).toMatchObject({ status: 'failed', failed_count: 1 });
  });

  test('of a site that is broken is an error that names the site', async () => {
    const { request, job } = await order({ kind: 'core' });
    await send(job, {
      moodle_job_id: job.id,
      status: false,
      message: 'The upgrade failed and could not be taken back.',
      report: report({ outcome: 'broken' }),
    });
    const detail = await read(request);
    expect(detail).toMatchObject({ status: 'failed', outcome: 'broken', failed_count: 1 });
    expect(await notifications(detail.task_id)).toMatchObject([
      { level: 'error', title: 'Fake University is broken and needs somebody at once' },
    ]);
  });

  test('that was reverted is a failure whatever else is said', async () => {
    const { request, job } = await order({ kind: 'core' });
    await send(job, {
      moodle_job_id: job.id,
      status: true,
      message: 'Taken back.',
      report: report({ outcome: 'reverted' }),
    });
    expect((await read(request)).status).toBe('failed');
  });
});

describe('a dry run', () => {
  test('is a request like any other, its reasons kept, and has nothing read again', async () => {
    const { request, job } = await order({ kind: 'plugins', components: ['mod_bb'] }, { dry_run: true });
    expect(job.change?.dry_run).toBe(true);
    await send(job, {
      moodle_job_id: job.id,
      updates: [
        {
          model_id: (await read(request)).items[0]?.id,
          status: false,
          component: 'mod_bb',
          error: 'Refused.',
          reasons: [{ code: 'php-version', message: 'PHP 8.3 is needed.' }],
          warnings: [{ code: 'no-dump', message: 'There will be no dump.' }],
        },
      ],
      report: report({ dry_run: true, outcome: 'refused', steps: [] }),
    });
    const detail = await read(request);
    expect(detail).toMatchObject({ dry_run: true, status: 'failed', outcome: 'refused' });
    expect(detail.items[0]).toMatchObject({
      reasons: [{ code: 'php-version' }],
      warnings: [{ code: 'no-dump' }],
    });
    expect(await notifications(detail.task_id)).toMatchObject([{ level: 'warning' }]);
    const { syncWantedAt } = await t.panel.context.prisma.instance.findUniqueOrThrow({ where: { id } });
    expect(syncWantedAt).toBeNull();
  });

  test('of a site with the PHP plugin is refused in words', async () => {
    await beginAnew('plugin');
    const { body } = await post(both, { dry_run: true }).expect(202);
    expect(body.refused).toMatchObject([{ status: 501, message: expect.stringMatching(/no dry run/) }]);
    expect(site.jobs).toHaveLength(0);
  });
});

describe('uninstalling', () => {
  const uninstall = (component: string, body: object) =>
    t.api('post', `/instances/${id}/plugins/${component}/uninstall`, body);

  test('needs the name repeated, an additional plugin, and an agent', async () => {
    await uninstall('mod_aa', { confirm: 'yes' }).expect(400);
    await uninstall('mod_quiz', { confirm: 'mod_quiz' }).expect(409);
    await uninstall('mod_none', { confirm: 'mod_none' }).expect(404);
    await beginAnew('plugin');
    await uninstall('mod_aa', { confirm: 'mod_aa' }).expect(501);
  });

  test('ends by poll, for it has no callback', async () => {
    const { body } = await uninstall('mod_aa', { confirm: 'mod_aa' }).expect(202);
    const job = site.jobs.at(-1) as FakeJob;
    expect(job.change).toMatchObject({ plugin: 'mod_aa', confirm: true });
    site.finish(job.id);
    await look();
    expect(await read(body.id as number)).toMatchObject({ status: 'succeeded', kind: 'uninstall' });
  });

  test('that left its folder behind failed', async () => {
    const { body } = await uninstall('mod_aa', { confirm: 'mod_aa' }).expect(202);
    const job = site.finish(site.jobs.at(-1)?.id ?? 0);
    job.result = { uninstalled: true, removed: false };
    await look();
    expect((await read(body.id as number)).error).toMatch(/folder is still there/);
  });
});

describe('the PHP plugin', () => {
  const recorded = (path: string) => {
    const text = readFileSync(join(golden ?? '', 'moodle45-work.json'), 'utf8');
    const { callbacks } = JSON.parse(text) as { callbacks: { path: string; body: Recorded }[] };
    const found = callbacks.find((callback) => callback.path.startsWith(path));
    if (!found) throw new Error(`no recording of ${path}`);
    return found.body;
  };

  beforeEach(() => beginAnew('plugin'));

  recordedTest('reports updated plugins in its own form, unsigned', async () => {
    const body = recorded('/api/updates/plugins/');
    const items = body.updates.map((update, n) => ({
      component: update.component,
      version: `202401010${n}`,
      download: 'https://plugins.test/x.zip',
    }));
    const { request, job } = await order({ kind: 'plugins', items });
    expect(job.change).not.toHaveProperty('dry_run');
    const rows = (await read(request)).items;
    const sent = await send(job, {
      ...body,
      user_id: false,
      username: false,
      moodle_job_id: job.id,
      updates: body.updates.map((update, n) => ({ ...update, model_id: rows[n]?.id })),
    });
    expect(sent.status).toBe(200);
    const detail = await read(request);
    expect(detail.items.map((item) => [item.status, item.error])).toEqual([
      ['failed', 'Plugin not exist in Moodle'],
      ['failed', 'Update not exist'],
      ['succeeded', 'Newer version of plugin already installed'],
      ['failed', 'Update not exist'],
    ]);
    expect(detail.error).toBe('1 done, 3 failed. tool_opencast: Plugin not exist in Moodle');
  });

  recordedTest('is sent plain addresses and reports installed zips by them', async () => {
    const body = recorded('/api/updates/zip-plugins/');
    const links = body.updates.map((update) => String(update.link));
    const { request, job } = await order({ kind: 'zips', items: links.map((link) => ({ link })) });
    expect(job.change?.updates).toEqual(links);
    expect((await send(job, { ...body, moodle_job_id: job.id })).status).toBe(200);
    const detail = await read(request);
    expect(detail.items).toMatchObject([
      { link: links[0], component: 'local_hello', status: 'succeeded' },
      { status: 'failed', error: 'Invalid zip file.' },
      { status: 'failed', error: 'Cannot download zip file' },
    ]);
  });

  test('never tells of a core update that went well: the next sync sees it', async () => {
    const { request, job } = await order({ kind: 'core' });
    expect(job.change).toMatchObject({ version: '2024100707', update_id: expect.any(Number) });
    job.status = 4;
    await look();
    expect((await read(request)).status).toBe('pending');
    site.core = { version: '2024100707', release: '4.5.7', offers: [] };
    await t.follow();
    expect(await read(request)).toMatchObject({
      status: 'succeeded',
      result_source: 'sync',
      items: [{ status: 'succeeded', from_version: '2024100706', to_version: '2024100707' }],
    });
  });

  test('whose result never comes and whose versions are the old ones failed', async () => {
    const { request, job } = await order({ kind: 'plugins', components: ['mod_aa'] });
    job.status = 4;
    for (let n = 0; n < 5; n++) await look();
    const detail = await read(request);
    expect(detail).toMatchObject({ status: 'failed', items: [{ status: 'failed' }] });
    expect(detail.error).toMatch(/callback never arrived/);
  });
});

test('a new version does not end what the agent is still busy with: it may be taken back', async () => {
  const { request, job } = await order({ kind: 'plugins', components: ['mod_aa'] });
  Object.assign(job, { state: 'running', startedAt: Math.floor(t.now().getTime() / 1000) });
  site.plugins = site.plugins.map((plugin) => ({ ...plugin, version: '9' }));
  await look();
  await t.api('post', `/instances/${id}/sync`).expect(200);
  expect((await read(request)).status).toBe('running');
});

test('a viewer reads and orders nothing', async () => {
  const made = await t.api('post', '/tokens', { name: 'v', role: 'viewer' }).expect(201);
  const as = { authorization: `Bearer ${made.body.token}` };
  await t.anonymous.get('/api/v1/update-requests').set(as).expect(200);
  await t.anonymous.get('/api/v1/plugins').set(as).expect(200);
  const paths = [
    '/update-requests',
    `/instances/${id}/updates/check`,
    `/instances/${id}/plugins/mod_aa/uninstall`,
  ];
  for (const path of paths) await t.anonymous.post(`/api/v1${path}`).set(as).send({}).expect(403);
});

test('requests are found by site, state and who', async () => {
  const { request } = await order();
  const list = async (query: string) =>
    (await t.api('get', `/update-requests?instance_id=${id}&${query}`).expect(200)).body.items as {
      id: number;
    }[];
  const by = (await read(request)).created_by ?? '';
  expect(await list('status=pending')).toMatchObject([{ id: request }]);
  expect(await list('status=failed')).toEqual([]);
  expect(await list(`created_by=${encodeURIComponent(by)}`)).toMatchObject([{ id: request }]);
  expect(await list('search=mod_bb')).toMatchObject([{ id: request }]);
  await t.api('post', `/tasks/${(await read(request)).task_id}/cancel`).expect(200);
  expect(await read(request)).toMatchObject({
    status: 'cancelled',
    items: [{ status: 'cancelled' }, { status: 'cancelled' }],
  });
});
