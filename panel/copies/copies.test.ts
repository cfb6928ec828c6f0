import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UPLOAD_CHUNK_LIMIT } from '../../contract/agent/uploads.js';
import type { Task } from '../../contract/panel/tasks.js';
import { FakeAgent } from '../testing/fake-agent.js';
import { startTestPanel, TOKEN, type TestPanel } from '../testing/test-panel.js';

let t: TestPanel;
let site: FakeAgent;
let id: number;
let viewer: string;

beforeAll(async () => {
  t = await startTestPanel();
  site = await new FakeAgent().start();
  id = (await t.api('post', '/instances', { url: site.url, api_key: site.key }).expect(201)).body
    .id as number;
  await t.api('post', `/instances/${id}/sync`).expect(200);
  viewer = (await t.api('post', '/tokens', { name: 'v', role: 'viewer' }).expect(201)).body.token as string;
});
afterAll(async () => {
  await site.stop();
  await t.stop();
});

const copy = { category_id: 1, fullname: 'Algebra again', shortname: 'ALG2', options: { users: 1 } };
const duplicate = (body: object = copy) => t.api('post', `/instances/${id}/courses/2/duplicate`, body);
const read = async (task: Task) => (await t.api('get', `/tasks/${task.id}`).expect(200)).body as Task;
const look = async () => {
  t.advance(5 * 60_000);
  await t.follow();
};
const put = (upload: string, offset: number, bytes: Buffer, token = TOKEN) =>
  t.anonymous
    .put(`/api/v1/instances/${id}/uploads/${upload}/chunk?offset=${offset}`)
    .set('authorization', `Bearer ${token}`)
    .set('content-type', 'application/octet-stream')
    .send(bytes);

/** The answer to a piece that says how long it is, and of which no byte is sent. */
function announce(upload: string, length: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${t.panel.url}/api/v1/instances/${id}/uploads/${upload}/chunk?offset=0`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/octet-stream',
        'content-length': length,
      },
    });
    asked.on('error', reject).on('response', (response) => {
      resolve(response.statusCode);
      response.resume();
      asked.destroy();
    });
    asked.flushHeaders();
  });
}

describe('a course is duplicated', () => {
  test('as a task that ends by asking, without a callback, and the site is read again', async () => {
    const task = (await duplicate().expect(202)).body as Task;
    expect(task).toMatchObject({
      type: 'course_duplicate',
      status: 'pending',
      course_id: 2,
      course_name: 'Algebra',
    });
    const order = site.requests.find(({ path }) => path === '/courses/duplicate');
    expect(order?.body).toEqual({
      data: {
        courseid: 2,
        categoryid: 1,
        fullname: 'Algebra again',
        shortname: 'ALG2',
        options: { users: 1 },
      },
    });
    site.courses.push({ id: 77, category: 1, name: 'Algebra again', shortname: 'ALG2', visible: true });
    site.finish(task.moodle_job_id ?? 0);
    await look();
    expect(await read(task)).toMatchObject({
      status: 'succeeded',
      result_source: 'poll',
      message: 'New course “Algebra again” (ALG2), id 77. No badges.',
    });
    await look();
    const courses = await t.api('get', `/instances/${id}/courses?search=again`).expect(200);
    expect(courses.body.items).toMatchObject([{ id: 77 }]);
  });

  test('once, though the answer to its order was lost', async () => {
    const before = site.jobs.length;
    site.instead.set('POST /courses/duplicate', (req, res) => {
      site.instead.delete('POST /courses/duplicate');
      site.rememberReply(req);
      res.destroy();
    });
    const task = (await duplicate().expect(202)).body as Task;
    await look();
    expect((await read(task)).moodle_job_id).toBe(site.jobs.at(-1)?.id);
    expect(site.jobs).toHaveLength(before + 1);
  });

  test('or refused in the site’s own words, and no task is left', async () => {
    site.instead.set('POST /courses/duplicate', (_req, res) => {
      site.instead.delete('POST /courses/duplicate');
      res.status(409).json({ error: 'The short name ALG2 is taken.' });
    });
    const refused = await duplicate().expect(409);
    expect(refused.body.detail).toBe('The short name ALG2 is taken.');
    const tasks = await t.api('get', '/tasks?status=pending').expect(200);
    expect(tasks.body.items).toHaveLength(1);
    await duplicate({ ...copy, options: { nonsense: 1 } }).expect(400);
  });

  test('or failed when the site does not say which course it made', async () => {
    const task = (await duplicate().expect(202)).body as Task;
    Object.assign(site.finish(task.moodle_job_id ?? 0), { result: { courseid: 'x' } });
    await look();
    expect(await read(task)).toMatchObject({
      status: 'failed',
      error: expect.stringMatching('does not say'),
    });
  });
});

describe('a backup is uploaded to a site', () => {
  const bytes = randomBytes(300_000);

  test('in pieces that pass through, checked with the last one, and becomes a new course', async () => {
    const begun = await t
      .api('post', `/instances/${id}/uploads`, { name: 'course.mbz', size: bytes.length })
      .expect(201);
    const upload = begun.body.id as string;
    expect((await put(upload, 0, bytes.subarray(0, 200_000)).expect(200)).body).toMatchObject({
      received: 200_000,
    });
    await put(upload, 0, bytes.subarray(0, 10)).expect(409);
    const now = await t.api('get', `/instances/${id}/uploads/${upload}`).expect(200);
    expect(now.body).toMatchObject({ received: 200_000, complete: false });
    const whole = await put(upload, 200_000, bytes.subarray(200_000)).expect(200);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(whole.body).toMatchObject({ complete: true, sha256 });

    const order = { upload_id: upload, category_id: 1, shortname: 'NEW' };
    const task = (await t.api('post', `/instances/${id}/courses/restore`, order).expect(202)).body as Task;
    expect(task).toMatchObject({ type: 'course_restore', course_id: null });
    site.finish(task.moodle_job_id ?? 0);
    await look();
    expect(await read(task)).toMatchObject({ status: 'succeeded' });
    await t.api('delete', `/instances/${id}/uploads/${upload}`).expect(204);
    await t.api('get', `/instances/${id}/uploads/${upload}`).expect(404);
  });

  test('by bounded pieces of bytes only, of an operator', async () => {
    const begun = await t
      .api('post', `/instances/${id}/uploads`, { name: 'c.mbz', size: 2 ** 30 })
      .expect(201);
    const upload = begun.body.id as string;
    const asked = site.requests.length;
    await put(upload, 0, Buffer.alloc(100), viewer).expect(403);
    await put('not-an-id', 0, Buffer.alloc(100)).expect(400);
    await put(upload, 0, Buffer.alloc(100)).set('content-type', 'application/json').expect(415);
    expect(await announce(upload, UPLOAD_CHUNK_LIMIT + 1)).toBe(413);
    expect(site.requests).toHaveLength(asked);
  });
});

test('a viewer makes no copies, and a site with the PHP plugin cannot', async () => {
  const asViewer = t.anonymous
    .post(`/api/v1/instances/${id}/courses/2/duplicate`)
    .set('authorization', `Bearer ${viewer}`);
  await asViewer.send(copy).expect(403);
  await t.anonymous.post('/api/v1/migrations').set('authorization', `Bearer ${viewer}`).send({}).expect(403);
  await t.anonymous.get('/api/v1/migrations').set('authorization', `Bearer ${viewer}`).expect(200);
  const old = await new FakeAgent('plugin').start();
  const made = await t.api('post', '/instances', { url: old.url, api_key: old.key }).expect(201);
  const refused = await t.api('post', `/instances/${made.body.id}/courses/2/duplicate`, copy).expect(409);
  expect(refused.body).toMatchObject({
    detail: expect.stringContaining('PHP plugin'),
    hint: expect.stringContaining('Install the agent'),
  });
  await old.stop();
});
