import { describe, expect, test } from '@jest/globals';
import type { FakeJob } from '../testing/fake-job.js';
import { report } from '../testing/fake-changes.js';
import { everything, ids, updatesFixture } from '../testing/updates-fixture.js';

const f = updatesFixture();
const { beginAnew, post, order, read, send, look, notifications } = f;

describe('the end', () => {
  test('comes once, by callback, poll or everything, with items, report and one notification', async () => {
    const { request, job } = await order();
    f.site.finish(job.id);
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

    const retried = await f.t.api('post', `/update-requests/${request}/retry`).expect(202);
    expect(retried.body).toMatchObject({ retry_of: request, item_count: 1, components: ['mod_bb'] });
    expect(f.site.jobs.at(-1)?.change?.updates).toMatchObject([{ component: 'mod_bb', version: '3' }]);
    await f.t.api('post', `/update-requests/${retried.body.id}/retry`).expect(409);
  });

  test('has the site read at once, which is what proves its versions', async () => {
    const { job } = await order();
    f.site.plugins = f.site.plugins.map(({ component, standard }) => ({ component, version: '3', standard }));
    await send(f.site.finish(job.id));
    const before = f.site.requests.length;
    await f.t.follow();
    expect(f.site.requests.slice(before).some((request) => request.path === '/plugins')).toBe(true);
    expect((await f.t.api('get', `/instances/${f.id}`).expect(200)).body.update_count).toBe(1);
    const asked = f.site.requests.length;
    await f.t.follow();
    expect(f.site.requests.slice(asked).some((request) => request.path === '/plugins')).toBe(false);
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
    const { syncWantedAt } = await f.t.panel.context.prisma.instance.findUniqueOrThrow({
      where: { id: f.id },
    });
    expect(syncWantedAt).toBeNull();
  });

  test('of a site with the PHP plugin is refused in words', async () => {
    await beginAnew('plugin');
    const { body } = await post(everything, { dry_run: true }).expect(202);
    expect(body.refused).toMatchObject([{ status: 501, message: expect.stringMatching(/no dry run/) }]);
    expect(f.site.jobs).toHaveLength(0);
  });
});

describe('uninstalling', () => {
  const uninstall = (component: string, body: object) =>
    f.t.api('post', `/instances/${f.id}/plugins/${component}/uninstall`, body);

  test('needs the name repeated, an additional plugin, and an agent', async () => {
    await uninstall('mod_aa', { confirm: 'yes' }).expect(400);
    await uninstall('mod_quiz', { confirm: 'mod_quiz' }).expect(409);
    await uninstall('mod_none', { confirm: 'mod_none' }).expect(404);
    await beginAnew('plugin');
    await uninstall('mod_aa', { confirm: 'mod_aa' }).expect(501);
  });

  test('ends by poll, for it has no callback', async () => {
    const { body } = await uninstall('mod_aa', { confirm: 'mod_aa' }).expect(202);
    const job = f.site.jobs.at(-1) as FakeJob;
    expect(job.change).toMatchObject({ plugin: 'mod_aa', confirm: true });
    f.site.finish(job.id);
    await look();
    expect(await read(body.id as number)).toMatchObject({ status: 'succeeded', kind: 'uninstall' });
  });

  test('that left its folder behind failed', async () => {
    const { body } = await uninstall('mod_aa', { confirm: 'mod_aa' }).expect(202);
    const job = f.site.finish(f.site.jobs.at(-1)?.id ?? 0);
    job.result = { uninstalled: true, removed: false };
    await look();
    expect((await read(body.id as number)).error).toMatch(/folder is still there/);
  });
});

test('a new version does not end what the agent is still busy with: it may be taken back', async () => {
  const { request, job } = await order({ kind: 'plugins', components: ['mod_aa'] });
  Object.assign(job, { state: 'running', startedAt: Math.floor(f.t.now().getTime() / 1000) });
  f.site.plugins = f.site.plugins.map((plugin) => ({ ...plugin, version: '9' }));
  await look();
  await f.t.api('post', `/instances/${f.id}/sync`).expect(200);
  expect((await read(request)).status).toBe('running');
});
