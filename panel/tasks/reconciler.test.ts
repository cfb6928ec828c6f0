import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Backup } from '../../contract/panel/backups.js';
import { FakeAgent } from '../testing/fake-agent.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';
import { TaskReconciler } from './reconciler.js';

const MINUTE = 60_000;
let t: TestPanel;
let site: FakeAgent;
let id: number;

beforeAll(async () => {
  t = await startTestPanel();
});
afterAll(() => t.stop());

beforeEach(async () => {
  site = await new FakeAgent().start();
  const reply = await t.api('post', '/instances', { url: site.url, api_key: site.key }).expect(201);
  id = reply.body.id as number;
});

async function order(courses = [2]): Promise<Backup> {
  const reply = await t.api('post', `/instances/${id}/backups`, { course_ids: courses }).expect(202);
  return reply.body.items[0] as Backup;
}
const read = async (backup: Backup) =>
  (await t.api('get', `/backups/${backup.id}`).expect(200)).body as Backup;
const look = async () => {
  t.advance(5 * MINUTE);
  await t.follow();
};
const ordersSent = () => site.requests.filter((r) => r.method === 'POST' && r.path === '/backups');

describe('following tasks', () => {
  test('brings progress, then the result of a task whose callback was lost (fault 15)', async () => {
    const backup = await order();
    const job = site.job(backup.moodle_job_id ?? 0);
    Object.assign(job, { state: 'running', progress: 0.4, message: 'Packing' });
    await look();
    expect(await read(backup)).toMatchObject({ status: 'running', progress: 0.4, message: 'Packing' });
    site.finish(job.id);
    await look();
    expect(await read(backup)).toMatchObject({ status: 'succeeded', sha256: 'a'.repeat(64), size: 4096 });
    const task = await t.api('get', `/tasks/${backup.task_id}`).expect(200);
    expect(task.body).toMatchObject({ result_source: 'poll', status: 'succeeded', progress: 1 });
    await site.stop();
  });

  test('a late callback after the poll changes nothing', async () => {
    const backup = await order();
    const job = site.finish(backup.moodle_job_id ?? 0);
    await look();
    const late = await site.callback(t.panel.url, id, job, {
      timestamp: Math.floor(t.now().getTime() / 1000),
      body: { ...site.resultOf(job), status: false, message: 'late' },
    });
    expect(late.status).toBe(200);
    expect((await read(backup)).status).toBe('succeeded');
    const count = await t.panel.context.prisma.notification.count({ where: { taskId: backup.task_id } });
    expect(count).toBe(1);
    await site.stop();
  });

  test('an order whose reply was lost is sent again with the same key and begun once', async () => {
    site.instead.set('POST /backups', (req, res) => {
      site.instead.delete('POST /backups');
      site.rememberReply(req);
      res.destroy();
    });
    const backup = await order([2, 3]);
    expect(backup).toMatchObject({ status: 'pending', moodle_job_id: null });
    await look();
    expect((await read(backup)).moodle_job_id).toBe(site.jobs[0]?.id);
    const [first, again] = ordersSent();
    expect(again?.idempotencyKey).toBe(first?.idempotencyKey);
    expect(again?.body).toEqual(first?.body);
    expect(site.jobs).toHaveLength(2);
    await site.stop();
  });

  test('rows that a dead panel left unsent are sent by the next one', async () => {
    const backup = await order();
    // As if the process had died between the rows and the request.
    site.jobs.length = 0;
    await t.panel.context.prisma.task.update({
      where: { id: backup.task_id },
      data: { orderState: 'unsent', moodleJobId: null, orderLease: t.now(), requestKey: 'crashed' },
    });
    await look();
    expect((await read(backup)).moodle_job_id).toBe(site.jobs[0]?.id);
    await site.stop();
  });

  test('a refusal in the second attempt ends the task with the site’s words', async () => {
    site.instead.set('POST /backups', (_req, res) => void res.destroy());
    const backup = await order();
    site.instead.set(
      'POST /backups',
      (_req, res) => void res.status(400).json({ error: 'No such storage.' }),
    );
    await look();
    expect(await read(backup)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('No such storage.'),
    });
    await site.stop();
  });

  test('a site that was away for hours is asked again, and its tasks end (fault 5)', async () => {
    const backup = await order();
    const port = Number(new URL(site.url).port);
    await site.stop();
    for (let hour = 0; hour < 4; hour++) {
      t.advance(60 * MINUTE);
      await t.follow();
    }
    const away = await t.api('get', `/instances/${id}`).expect(200);
    expect(away.body.connection_state).toBe('unreachable');
    expect((await read(backup)).status).toBe('pending');
    await site.start(port);
    site.finish(backup.moodle_job_id ?? 0);
    await look();
    expect((await read(backup)).status).toBe('succeeded');
    expect((await t.api('get', `/instances/${id}`)).body.connection_state).toBe('connected');
    await site.stop();
  });

  test('an agent that lost its store: the task fails after a minute, not at once', async () => {
    const backup = await order();
    site.jobs.length = 0;
    await look();
    expect((await read(backup)).status).toBe('pending');
    await look();
    expect(await read(backup)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('data folder'),
    });
    await site.stop();
  });

  test('a site that hangs holds up no other', async () => {
    const other = await new FakeAgent().start();
    const registered = await t.api('post', '/instances', { url: other.url, api_key: other.key }).expect(201);
    const reply = await t.api('post', `/instances/${registered.body.id}/backups`, { course_ids: [2] });
    const quick = reply.body.items[0] as Backup;
    await order();
    let release = () => undefined as void;
    const hanging = new Promise<void>((resolve) => {
      site.instead.set('GET /tasks/check', (_req, res) => {
        resolve();
        release = () => void res.destroy();
      });
    });
    other.finish(quick.moodle_job_id ?? 0);
    t.advance(5 * MINUTE);
    const pass = t.follow();
    await hanging;
    const deadline = Date.now() + 5000;
    while ((await read(quick)).status !== 'succeeded' && Date.now() < deadline);
    expect((await read(quick)).status).toBe('succeeded');
    release();
    await pass;
    await Promise.all([site.stop(), other.stop()]);
  });

  test('two workers on one database look at a task once and end it once (fault 14)', async () => {
    const backup = await order();
    site.finish(backup.moodle_job_id ?? 0);
    t.advance(5 * MINUTE);
    const second = new TaskReconciler(t.panel.context);
    await Promise.all([t.follow(), second.runOnce()]);
    await second.stop();
    expect((await read(backup)).status).toBe('succeeded');
    expect(site.requests.filter((r) => r.path === '/tasks/check')).toHaveLength(1);
    const count = await t.panel.context.prisma.notification.count({ where: { taskId: backup.task_id } });
    expect(count).toBe(1);
    await site.stop();
  });

  test('a task claimed by a worker that died is taken over', async () => {
    const backup = await order();
    site.finish(backup.moodle_job_id ?? 0);
    // What a claim leaves behind when its process is killed: the next time moved on, nothing else.
    const { prisma } = t.panel.context;
    await prisma.task.update({
      where: { id: backup.task_id },
      data: { nextPollAt: new Date(t.now().getTime() + MINUTE), polledAt: t.now() },
    });
    await t.follow();
    expect((await read(backup)).status).toBe('pending');
    t.advance(2 * MINUTE);
    await t.follow();
    expect((await read(backup)).status).toBe('succeeded');
    await site.stop();
  });
});
