import { describe, expect, test } from '@jest/globals';
import { FakeAgent } from '../testing/fake-agent.js';
import type { FakeJob } from '../testing/fake-job.js';
import { everything, ids, updatesFixture } from '../testing/updates-fixture.js';
import { orderUpdates } from './service.js';

const f = updatesFixture();
const { post, order, read, send, look } = f;

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
      instance_id: f.id,
      dry_run: false,
      updates: [
        { component: 'mod_bb', version: '3', md5: 'a'.repeat(32), model_id: ids(detail).mod_bb },
        { component: 'mod_aa', version: '2' },
      ],
    });
    const { items } = (await f.t.api('get', '/audit?action=update.plugins').expect(200)).body;
    expect(items[0]).toMatchObject({ instance_id: f.id, detail: 'mod_bb 3, mod_aa 2' });
  });

  test('of a site that is being changed is refused in words, however many come at once', async () => {
    const replies = await Promise.all(Array.from({ length: 5 }, () => post(everything).expect(202)));
    expect(replies.filter((reply) => reply.body.ordered.length === 1)).toHaveLength(1);
    const refused = replies.flatMap((reply) => reply.body.refused);
    expect(refused).toHaveLength(4);
    expect(refused[0]).toMatchObject({ status: 409 });
    expect(refused[0].message).toMatch(/being changed already \(request \d+\)/);
    expect(f.site.jobs).toHaveLength(1);
    const core = await post({ kind: 'core' }).expect(202);
    expect(core.body.refused).toMatchObject([{ status: 409 }]);
  });

  test('reaches good sites although one is away and one says no', async () => {
    const good = await new FakeAgent().start();
    const bad = await new FakeAgent().start();
    for (const other of [good, bad]) other.plugins = f.site.plugins;
    const register = async (other: FakeAgent) =>
      (await f.t.api('post', '/instances', { url: other.url, api_key: other.key, tags: ['all'] }).expect(201))
        .body.id as number;
    const [goodId, badId] = [await register(good), await register(bad)];
    await f.t.api('patch', `/instances/${f.id}`, { tags: ['all'] }).expect(200);
    await f.site.stop();
    bad.instead.set('POST /plugins/updates', (_q, res) => void res.status(400).json({ error: 'Not today.' }));
    const { body } = await f.t
      .api('post', '/update-requests', { scope: { tag: 'all' }, what: everything })
      .expect(202);
    expect(body.ordered).toMatchObject([{ instance_id: goodId }]);
    const messages = Object.fromEntries(
      body.refused.map((entry: { instance_id: number; message: string }) => [
        entry.instance_id,
        entry.message,
      ]),
    );
    expect(messages[badId]).toMatch(/Not today/);
    expect(messages[f.id]).toMatch(/No connection/);
    // Refused orders leave nothing that would be in the way of the next.
    bad.instead.clear();
    const again = await f.t.api('post', '/update-requests', {
      scope: { instance_ids: [badId] },
      what: everything,
    });
    expect(again.body.ordered).toHaveLength(1);
    await Promise.all([goodId, badId].map((other) => f.t.api('delete', `/instances/${other}`).expect(204)));
    await Promise.all([good.stop(), bad.stop()]);
  });

  test('whose answer was lost is sent again with the same key and begins nothing twice', async () => {
    f.site.instead.set('POST /plugins/updates', (req, res) => {
      f.site.rememberReply(req);
      res.destroy();
    });
    const { body } = await post(everything).expect(202);
    const request = body.ordered[0].request_id as number;
    f.site.instead.clear();
    await look();
    expect(f.site.jobs).toHaveLength(1);
    await send(f.site.jobs[0] as FakeJob);
    expect(await read(request)).toMatchObject({ status: 'succeeded', result_source: 'callback' });
  });

  test('that there was no time to send here is sent by the worker, and its refusal ends it', async () => {
    const item = { component: 'mod_aa', version: '2', download: 'https://plugins.test/x.zip' };
    const plain = { instanceId: f.id, kind: 'plugins' as const, dryRun: false, items: [item], options: {} };
    const who = { actor: 'rollout 1', ip: null };
    const begin = () => orderUpdates(f.t.panel.context, who, [{ ...plain, rolloutId: 1 }], 0);
    const first = (await begin()).ordered[0]?.requestId ?? 0;
    expect(f.site.jobs).toHaveLength(0);
    await f.t.follow();
    expect(f.site.jobs).toHaveLength(1);
    await send(f.site.finish(f.site.jobs[0]?.id ?? 0));
    expect(await read(first)).toMatchObject({ status: 'succeeded', rollout_id: 1, created_by: 'rollout 1' });
    f.site.instead.set(
      'POST /plugins/updates',
      (_q, res) => void res.status(400).json({ error: 'Not today.' }),
    );
    const second = (await begin()).ordered[0]?.requestId ?? 0;
    await f.t.follow();
    const refused = await read(second);
    expect(refused).toMatchObject({ status: 'failed', result_source: 'request', failed_count: 1 });
    expect(refused.error).toMatch(/Not today/);
  });

  test('names what cannot be: unknown sites, nobody with a tag, nothing offered, half orders', async () => {
    await f.t
      .api('post', '/update-requests', { scope: { instance_ids: [999_999] }, what: everything })
      .expect(404);
    await f.t.api('post', '/update-requests', { scope: { tag: 'nobody' }, what: everything }).expect(400);
    await f.t.api('post', '/update-requests', { scope: { cluster_id: 999 }, what: everything }).expect(404);
    await f.t.api('post', '/update-requests', { scope: {}, what: everything }).expect(400);
    await post({ kind: 'plugins', components: ['../x'] }).expect(400);
    await post({ kind: 'zips', items: [{ link: 'file:///etc/passwd' }] }).expect(400);
    await post({ kind: 'zips', items: [{ library_item_id: 77 }] }).expect(404);
    const none = await post({ kind: 'plugins', components: ['mod_quiz'] }).expect(202);
    expect(none.body.refused).toMatchObject([{ instance_id: f.id, status: 409 }]);
    const other = await post({ kind: 'core', version: '2029010100' }).expect(202);
    expect(other.body.refused[0].message).toMatch('2029010100');
  });
});

test('a viewer reads and orders nothing', async () => {
  const made = await f.t.api('post', '/tokens', { name: 'v', role: 'viewer' }).expect(201);
  const as = { authorization: `Bearer ${made.body.token}` };
  await f.t.anonymous.get('/api/v1/update-requests').set(as).expect(200);
  await f.t.anonymous.get('/api/v1/plugins').set(as).expect(200);
  const paths = [
    '/update-requests',
    `/instances/${f.id}/updates/check`,
    `/instances/${f.id}/plugins/mod_aa/uninstall`,
  ];
  for (const path of paths) await f.t.anonymous.post(`/api/v1${path}`).set(as).send({}).expect(403);
});

test('requests are found by site, state and who', async () => {
  const { request } = await order();
  const list = async (query: string) =>
    (await f.t.api('get', `/update-requests?instance_id=${f.id}&${query}`).expect(200)).body.items as {
      id: number;
    }[];
  const by = (await read(request)).created_by ?? '';
  expect(await list('status=pending')).toMatchObject([{ id: request }]);
  expect(await list('status=failed')).toEqual([]);
  expect(await list(`created_by=${encodeURIComponent(by)}`)).toMatchObject([{ id: request }]);
  expect(await list('search=mod_bb')).toMatchObject([{ id: request }]);
  await f.t.api('post', `/tasks/${(await read(request)).task_id}/cancel`).expect(200);
  expect(await read(request)).toMatchObject({
    status: 'cancelled',
    items: [{ status: 'cancelled' }, { status: 'cancelled' }],
  });
});
