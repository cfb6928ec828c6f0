import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Backup } from '../../contract/panel/backups.js';
import type { Task } from '../../contract/panel/tasks.js';
import { FakeAgent } from '../testing/fake-agent.js';
import type { FakeJob } from '../testing/fake-job.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';

const MINUTE = 60_000;
let t: TestPanel;
let site: FakeAgent;
let id: number;

beforeAll(async () => {
  t = await startTestPanel();
});
afterAll(() => t.stop());
beforeEach(() => begin('agent'));
afterEach(() => site.stop());

async function begin(kind: 'agent' | 'plugin'): Promise<void> {
  site = await new FakeAgent(kind).start();
  const reply = await t.api('post', '/instances', { url: site.url, api_key: site.key }).expect(201);
  id = reply.body.id as number;
}
async function order(): Promise<{ task: Task; job: FakeJob }> {
  const reply = await t.api('post', `/instances/${id}/backups`, { course_ids: [2] }).expect(202);
  const backup = reply.body.items[0] as Backup;
  return { task: await read(backup.task_id), job: site.job(backup.moodle_job_id ?? 0) };
}
const read = async (task: number) => (await t.api('get', `/tasks/${task}`).expect(200)).body as Task;
const callback = async (job: FakeJob, body: Record<string, unknown> = {}) => {
  const timestamp = Math.floor(t.now().getTime() / 1000);
  const reply = await site.callback(t.panel.url, id, job, {
    timestamp,
    body: { ...site.resultOf(job), ...body },
    unsigned: site.kind === 'plugin',
  });
  expect(reply.status).toBe(200);
};
const look = async () => {
  t.advance(5 * MINUTE);
  await t.follow();
};
const at = (text: string | null) => (text === null ? NaN : new Date(text).getTime());

describe('when a task began', () => {
  test('is what the agent says, be it seen running or only ended', async () => {
    const first = await order();
    t.advance(3 * MINUTE);
    const startedAt = Math.floor(t.now().getTime() / 1000);
    Object.assign(first.job, { state: 'running', startedAt });
    await look();
    expect(at((await read(first.task.id)).started_at)).toBe(startedAt * 1000);
    site.finish(first.job.id);
    await look();
    expect(at((await read(first.task.id)).started_at)).toBe(startedAt * 1000);

    const second = await order();
    t.advance(3 * MINUTE);
    second.job.startedAt = Math.floor(t.now().getTime() / 1000);
    Object.assign(second.job, { status: 3, state: 'failed', error: 'Disk full.' });
    await look();
    const failed = await read(second.task.id);
    expect(failed.status).toBe('failed');
    expect(at(failed.started_at)).toBe(second.job.startedAt * 1000);
  });

  test('lies between order and end, whatever the agent’s clock says', async () => {
    for (const skew of [-86_400, 86_400]) {
      const { task, job } = await order();
      job.startedAt = Math.floor(t.now().getTime() / 1000) + skew;
      site.finish(job.id);
      await look();
      const ended = await read(task.id);
      expect(at(ended.started_at)).toBeGreaterThanOrEqual(at(ended.created_at));
      expect(at(ended.started_at)).toBeLessThanOrEqual(at(ended.finished_at));
    }
  });

  test('of one whose callback was the first that was heard of it is the time of its order', async () => {
    const done = await order();
    await callback(site.finish(done.job.id));
    expect((await read(done.task.id)).started_at).toBe(done.task.created_at);
    const broken = await order();
    await callback(broken.job, { status: false, message: 'Disk full.' });
    expect(await read(broken.task.id)).toMatchObject({
      status: 'failed',
      started_at: broken.task.created_at,
    });
  });

  test('of one that was seen waiting and then called back is the last look, not the order', async () => {
    const { task, job } = await order();
    await look();
    const seenWaiting = t.now().getTime();
    t.advance(2000);
    await callback(site.finish(job.id));
    const started = at((await read(task.id)).started_at);
    expect(Math.abs(started - seenWaiting)).toBeLessThan(2000);
    expect(started).toBeLessThanOrEqual(at((await read(task.id)).finished_at));
  });

  test('at the PHP plugin, which never tells, is the order', async () => {
    await site.stop();
    await begin('plugin');
    const { task, job } = await order();
    await look();
    await callback(site.finish(job.id));
    expect((await read(task.id)).started_at).toBe(task.created_at);
  });

  test('of one that never ran is nothing', async () => {
    const { task } = await order();
    await t.api('post', `/tasks/${task.id}/cancel`).expect(200);
    expect(await read(task.id)).toMatchObject({ status: 'cancelled', started_at: null });
    const other = await order();
    Object.assign(other.job, { status: 3, state: 'failed', error: 'Gone before its turn.' });
    await look();
    expect(await read(other.task.id)).toMatchObject({ status: 'failed', started_at: null });
  });
});
