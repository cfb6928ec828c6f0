import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Backup } from '../../contract/panel/backups.js';
import { FakeAgent } from '../testing/fake-agent.js';
import type { FakeJob } from '../testing/fake-job.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';

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

async function order(course = 2): Promise<{ backup: Backup; job: FakeJob }> {
  const reply = await t.api('post', `/instances/${id}/backups`, { course_ids: [course] }).expect(202);
  const backup = reply.body.items[0] as Backup;
  return { backup, job: site.job(backup.moodle_job_id ?? 0) };
}
const read = async (backup: Backup) =>
  (await t.api('get', `/backups/${backup.id}`).expect(200)).body as Backup;
const notificationsOf = async (backup: Backup) =>
  t.panel.context.prisma.notification.count({ where: { taskId: backup.task_id } });

describe('a callback', () => {
  test('ends its task and is stored with checksum, size and a sealed password', async () => {
    const { backup, job } = await order();
    const sent = await site.callback(t.panel.url, id, job);
    expect(sent.status).toBe(200);
    expect(await read(backup)).toMatchObject({ status: 'succeeded', size: 4096, sha256: 'a'.repeat(64) });
    const row = await t.panel.context.prisma.backup.findUniqueOrThrow({ where: { id: backup.id } });
    expect(row.sealedPassword).not.toContain('CANARY');
    const shown = await t.api('get', `/backups/${backup.id}/password`).expect(200);
    expect(shown.body).toEqual({ password: 'CANARY-backup-password' });
    await site.stop();
  });

  test('sent again gets the stored answer and has no effect (threat 10)', async () => {
    const { backup, job } = await order();
    const deliveryId = randomUUID();
    const first = await site.callback(t.panel.url, id, job, { deliveryId });
    const again = await site.callback(t.panel.url, id, job, { deliveryId });
    expect(again).toEqual(first);
    const other = await site.callback(t.panel.url, id, job, {
      deliveryId,
      body: { ...site.resultOf(job), link: 'manual/other.zip' },
    });
    expect(other.status).toBe(422);
    expect((await read(backup)).link).toBe(site.resultOf(job).link);
    expect(await notificationsOf(backup)).toBe(1);
    await site.stop();
  });

  test('with an old, a wrong or no signature is refused', async () => {
    const { backup, job } = await order();
    const old = Math.floor(Date.now() / 1000) - 3600;
    expect((await site.callback(t.panel.url, id, job, { timestamp: old })).status).toBe(401);
    expect((await site.callback(t.panel.url, id, job, { unsigned: true })).status).toBe(401);
    expect((await read(backup)).status).toBe('pending');
    await site.stop();
  });

  test('three times at once makes one transition and one notification (fault 6)', async () => {
    const { backup, job } = await order();
    const deliveryId = randomUUID();
    const sent = await Promise.all([
      site.callback(t.panel.url, id, job, { deliveryId }),
      site.callback(t.panel.url, id, job, { deliveryId }),
      site.callback(t.panel.url, id, job),
    ]);
    expect(sent.map((reply) => reply.status)).toEqual([200, 200, 200]);
    expect(await notificationsOf(backup)).toBe(1);
    await site.stop();
  });

  test('before the reply to its request is matched by its job id all the same (fault 7)', async () => {
    let early: { status: number } | undefined;
    site.instead.set('POST /backups', async (req, res) => {
      const reply = site.reply('POST /backups', req);
      const job = site.jobs.at(-1);
      if (job) early = await site.callback(t.panel.url, id, job);
      res.json(reply);
    });
    const { backup } = await order(3);
    expect(early?.status).toBe(202);
    expect(await read(backup)).toMatchObject({ status: 'succeeded', course_id: 3, size: 4096 });
    expect(await notificationsOf(backup)).toBe(1);
    await site.stop();
  });

  test('that came early for a job the reply does not name ends nothing', async () => {
    site.instead.set('POST /backups', async (req, res) => {
      const reply = site.reply('POST /backups', req);
      const job = { ...site.jobs.at(-1)!, id: 999 };
      await site.callback(t.panel.url, id, job);
      res.json(reply);
    });
    const { backup } = await order(3);
    expect((await read(backup)).status).toBe('pending');
    await site.stop();
  });

  test('of site A for a task of site B is 404, audited, and B is unchanged (threat 11)', async () => {
    const { backup, job } = await order();
    const other = await new FakeAgent().start();
    const reply = await t.api('post', '/instances', { url: other.url, api_key: other.key }).expect(201);
    const otherId = reply.body.id as number;
    // At its own address, naming B's job; and at B's address with its own key.
    expect((await other.callback(t.panel.url, otherId, { ...job, id: 4711 })).status).toBe(404);
    expect((await other.callback(t.panel.url, id, job)).status).toBe(404);
    expect(await read(backup)).toMatchObject({ status: 'pending', link: null });
    const audit = await t.api('get', `/audit?action=callback&instance_id=${id}`).expect(200);
    expect(audit.body.items[0]).toMatchObject({
      outcome: 'refused',
      detail: expect.stringContaining(`${otherId}`),
    });
    await Promise.all([other.stop(), site.stop()]);
  });

  test('under an expired key is 401; during a change both keys work, afterwards one (threat 12)', async () => {
    const first = await order(2);
    const second = await order(3);
    const oldKey = site.key;
    site.key = `new-${randomUUID()}`;
    await t.api('patch', `/instances/${id}`, { api_key: site.key }).expect(200);
    expect((await site.callback(t.panel.url, id, first.job, { key: oldKey })).status).toBe(200);
    await t.panel.context.prisma.instance.update({ where: { id }, data: { previousKeyUntil: new Date(0) } });
    expect((await site.callback(t.panel.url, id, second.job, { key: oldKey })).status).toBe(401);
    await t.api('patch', `/instances/${id}`, { key_expires_at: '2020-01-01T00:00:00Z' }).expect(200);
    expect((await site.callback(t.panel.url, id, second.job)).status).toBe(401);
    await t.api('patch', `/instances/${id}`, { key_expires_at: null }).expect(200);
    expect((await site.callback(t.panel.url, id, second.job)).status).toBe(200);
    await site.stop();
  });

  test('in the reference’s forms: size as text; a failure without a course matches by its job only', async () => {
    const { backup, job } = await order();
    const body = { ...site.resultOf(job), filesize: '3.25 GB' };
    expect((await site.callback(t.panel.url, id, job, { body })).status).toBe(200);
    expect((await read(backup)).size).toBe(3489660928);
    const next = await order(3);
    const failure = { status: false, message: 'Disk full.' };
    expect((await site.callback(t.panel.url, id, next.job, { body: failure })).status).toBe(422);
    const named = { ...failure, moodle_job_id: String(next.job.id) };
    expect((await site.callback(t.panel.url, id, next.job, { body: named })).status).toBe(200);
    expect(await read(next.backup)).toMatchObject({ status: 'failed', error: 'Disk full.' });
    await site.stop();
  });

  test('is not read before its key is checked, nor when it is large, deep or poisoned (threats 8, 16)', async () => {
    const path = `/api/backups/courses/${id}`;
    const post = (key: string, body: string) =>
      t.anonymous.post(path).set('x-api-key', key).set('content-type', 'application/json').send(body);
    await post('wrong-key-of-nobody', 'x'.repeat(2_000_000)).expect(401);
    await t.panel.context.prisma.instance.update({ where: { id }, data: { signs: false } });
    await post(site.key, `{"a":"${'x'.repeat(1_100_000)}"}`).expect(413);
    await post(site.key, '['.repeat(100) + ']'.repeat(100)).expect(413);
    await post(site.key, '{"status":true,"__proto__":{"admin":true}}').expect(400);
    await post(site.key, '{"status":"perhaps"}').expect(422);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    await site.stop();
  });
});
