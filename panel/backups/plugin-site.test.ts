import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Backup } from '../../contract/panel/backups.js';
import { FakeAgent } from '../testing/fake-agent.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';

const MINUTE = 60_000;
let t: TestPanel;
let site: FakeAgent;
let id: number;
beforeAll(async () => {
  t = await startTestPanel();
  site = await new FakeAgent('plugin', 'CANARY-key-of-the-site').start();
  id = (await t.api('post', '/instances', { url: site.url, api_key: site.key })).body.id as number;
});
afterAll(async () => {
  await site.stop();
  await t.stop();
});

const order = async (courses: number[]) =>
  (await t.api('post', `/instances/${id}/backups`, { course_ids: courses }).expect(202)).body as {
    items: Backup[];
    errors: { course_id: number; status: number }[];
  };
const read = async (backup: Backup) =>
  (await t.api('get', `/backups/${backup.id}`).expect(200)).body as Backup;
/** The plugin's own form: no signature, no job id. */
const call = (course: number, link: string) =>
  t.anonymous
    .post(`/api/backups/courses/${id}`)
    .set('x-api-key', site.key)
    .send({ status: true, courseid: course, link, password: 'CANARY-password', filesize: 20683 });

test('the PHP plugin is known by what it lacks', async () => {
  const instance = (await t.api('get', `/instances/${id}`)).body;
  expect(instance).toMatchObject({ agent_kind: 'plugin', features: [], connection_state: 'connected' });
});

test('each course’s callback ends its own backup, in whatever order they come', async () => {
  const { items, errors } = await order([2, 3, 99]);
  expect(errors).toEqual([{ course_id: 99, status: 404, message: 'Course not exist.' }]);
  expect((await order([3])).errors).toMatchObject([{ course_id: 3, status: 409 }]);
  await call(3, 'manual/three.zip').expect(200);
  expect((await read(items[0]!)).status).toBe('pending');
  expect(await read(items[1]!)).toMatchObject({ status: 'succeeded', link: 'manual/three.zip', size: 20683 });
  await call(2, 'manual/two.zip').expect(200);
  await call(2, 'manual/two.zip').expect(200);
  await call(77, 'manual/none.zip').expect(404);
  expect((await t.api('get', '/notifications?limit=100')).body.total).toBe(2);
});

test('status 4 soon after the order, and status 1, are no end; after the grace the panel says what is missing', async () => {
  const backup = (await order([2])).items[0]!;
  const job = site.job(backup.moodle_job_id ?? 0);
  for (const status of [4, 1, 4] as const) {
    job.status = status;
    t.advance(2 * MINUTE);
    await t.follow();
    expect((await read(backup)).status).toBe('pending');
  }
  t.advance(15 * MINUTE);
  await t.follow();
  expect(await read(backup)).toMatchObject({ status: 'failed', error: expect.stringContaining('callback') });
});

test('files stay at the site, and what the plugin cannot do is said', async () => {
  const list = (await t.api('get', `/instances/${id}/backups?status=succeeded`)).body;
  const backup = list.items[0] as Backup;
  const reply = await t.api('get', `/backups/${backup.id}/file`).expect(501);
  expect(reply.body.hint).toContain(backup.link);
  const restore = await t.api('post', `/backups/${backup.id}/restore`, {}).expect(202);
  await t.api('post', `/tasks/${restore.body.id}/cancel`).expect(501);
  await t.api('post', `/backups/${backup.id}/restore`, {}).expect(409);
  const ordered = site.requests.filter((r) => r.method === 'PUT').at(-1);
  expect(ordered?.body).toMatchObject({ data: { password: 'CANARY-password', link: backup.link } });
});

test('no secret stands in logs, rows, events or the audit trail (threat 20)', async () => {
  const { pool } = t.panel.context.database;
  const tables = await pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  for (const { name } of tables.rows) {
    const found = await pool.query(`SELECT 1 FROM "${name}" AS r WHERE r::text LIKE '%CANARY%'`);
    expect([name, found.rowCount]).toEqual([name, 0]);
  }
  expect(t.log.length).toBeGreaterThan(10);
  expect(t.log.join('\n')).not.toContain('CANARY');
});
