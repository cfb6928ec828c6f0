import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { taskCheckReply, taskListReply, taskLogReply } from '../../contract/agent/tasks.js';
import { createTestContext, TEST_KEY, type TestContext } from '../testing/test-context.js';
import { heldWork, testHandler } from '../testing/test-handler.js';
import { TaskFailure } from '../tasks/handler.js';
import { createApp } from './app.js';

let context: TestContext;
const get = (path: string) => supertest(createApp(context)).get(path).set('x-api-key', TEST_KEY);
const post = (path: string, data: object) =>
  supertest(createApp(context)).post(path).set('x-api-key', TEST_KEY).send({ data });

beforeEach(async () => {
  context = await createTestContext();
});
afterEach(() => context.dispose());

describe('GET /tasks/check', () => {
  test.each([
    ['', 'Id not specified.'],
    ['?type=backup_course', 'Id not specified.'],
    ['?id=1', 'Type not specified.'],
    ['?id=abc&type=backup_course', /^id:/],
    ['?id=1&type=zzz', /^type:/],
  ])('%s is refused', async (query, error) => {
    const { status, body } = await get(`/tasks/check${query}`);
    expect(status).toBe(400);
    expect(body).toEqual({ error: expect.stringMatching(error) });
  });

  test('knows waiting, running, finished, failed and unknown tasks', async () => {
    const work = heldWork();
    context.tasks.register(testHandler({ run: work.run }));
    context.tasks.register(
      testHandler({ type: 'backup_course_delete', run: () => Promise.reject(new TaskFailure('No file.')) }),
    );
    const { id } = await context.tasks.enqueue('backup_course', {});
    const bad = await context.tasks.enqueue('backup_course_delete', { instance_id: 7 });
    const check = async (task: number, type: string) =>
      taskCheckReply.parse((await get(`/tasks/check?id=${task}&type=${type}`)).body);

    expect(await check(id, 'backup_course')).toMatchObject({
      status: 2,
      state: 'waiting',
      error: '',
      started_at: null,
    });
    const pass = context.tasks.runOnce();
    await work.untilBegun(1);
    expect(await check(id, 'backup_course')).toMatchObject({
      status: 2,
      state: 'running',
      finished_at: null,
    });
    work.release();
    await pass;
    expect(await check(id, 'backup_course')).toMatchObject({
      status: 1,
      error: '',
      progress: 1,
      state: 'succeeded',
      finished_at: expect.any(Number),
      log: ['Begun.', 'Done: Done.'],
    });
    expect(await check(bad.id, 'backup_course_delete')).toMatchObject({
      status: 3,
      error: 'No file.',
      result: { status: false, message: 'No file.', moodle_job_id: bad.id },
    });
    // A task of another type is no such task; nothing of it is told.
    expect(await check(id, 'core_update')).toEqual({ status: 4, error: '' });
    expect(await check(999_999, 'backup_course')).toEqual({ status: 4, error: '' });
  });
});

test('GET /tasks pages backwards, by state if wished; /tasks/log goes on after a line', async () => {
  context.tasks.register(testHandler());
  await context.tasks.enqueueMany('backup_course', [{}, {}, {}]);
  const page = async (query: string) => {
    const { tasks, next } = taskListReply.parse((await get(`/tasks${query}`)).body);
    return [tasks.map(({ id }) => id), next];
  };
  expect(await page('?limit=2')).toEqual([[3, 2], 2]);
  expect(await page('?limit=2&before=2')).toEqual([[1], null]);
  await context.tasks.cancel(2);
  expect(await page('?status=waiting')).toEqual([[3, 1], null]);
  expect((await get('/tasks?limit=0')).status).toBe(400);

  await context.tasks.runOnce();
  const log = taskLogReply.parse((await get('/tasks/log?id=1&after=1')).body);
  expect(log).toMatchObject({ lines: [{ n: 2, text: 'Done: Done.' }], last: 2, finished: true });
  expect((await get('/tasks/log?id=9')).status).toBe(404);
});

test('POST /tasks/cancel says what became of it', async () => {
  const work = heldWork();
  context.tasks.register(testHandler({ cancellable: false, run: work.run }));
  await context.tasks.enqueueMany('backup_course', [{}, {}, {}]);
  const pass = context.tasks.runOnce();
  await work.untilBegun(2);
  expect((await post('/tasks/cancel', { id: 3 })).body).toMatchObject({ id: 3, status: 'cancelled' });
  expect(await post('/tasks/cancel', { id: 1 })).toMatchObject({
    status: 409,
    body: { error: expect.any(String) },
  });
  expect((await post('/tasks/cancel', { id: 9 })).status).toBe(404);
  expect((await post('/tasks/cancel', {})).body).toMatchObject({ error: expect.stringMatching(/^id:/) });
  work.release();
  await pass;
});

describe('POST /panel', () => {
  const pairing = { panel_url: 'https://panel.example.org/moo/', instance_id: 7 };

  test('tells where callbacks go', async () => {
    const { status, body } = await post('/panel', pairing);
    expect([status, body]).toEqual([200, { status: true, panel_url: 'https://panel.example.org/moo' }]);
    expect(await context.store.settings.get('panel_url')).toBe('https://panel.example.org/moo');
    expect(await context.store.settings.get('instance_id')).toBe('7');
  });

  test('is refused where the operator fixed another address, and where it is none', async () => {
    await context.dispose();
    context = await createTestContext({ config: { panelUrl: 'https://fixed.example.org' } });
    expect(await post('/panel', pairing)).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining('PANEL_URL') },
    });
    expect(await context.store.settings.get('panel_url')).toBeNull();
    expect((await post('/panel', { ...pairing, panel_url: 'https://fixed.example.org/' })).status).toBe(200);
    expect((await post('/panel', { ...pairing, panel_url: 'file:///etc/passwd' })).status).toBe(400);
  });
});

test('GET /capabilities lists what this agent can do', async () => {
  context.tasks.register(testHandler());
  expect((await get('/capabilities')).body).toMatchObject({
    agent: 'moopanel-agent',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    task_types: ['backup_course'],
    moodle_release: '4.5.6 (Build: 20250811)',
    limits: { concurrent_backups: 2 },
  });
});
