import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Router } from 'express';
import supertest from 'supertest';
import { createTestContext, TEST_KEY, type TestContext } from '../testing/test-context.js';
import { testHandler } from '../testing/test-handler.js';
import { createApp } from './app.js';
import { ApiError } from './errors.js';
import { requireData } from './json-body.js';

let now: Date;
let context: TestContext;
/** What the route does after it has made its task. */
let then: () => Promise<void>;

beforeEach(async () => {
  now = new Date('2026-11-21T10:00:00Z');
  context = await createTestContext({ clock: () => now });
  context.tasks.register(testHandler());
  then = async () => undefined;
});
afterEach(() => context.dispose());

/** An API with one route that starts work, behind everything that a real one has. */
function api() {
  const router = () => {
    const routes = Router();
    routes.post('/work', async (req, res) => {
      const { id } = await context.tasks.enqueue('backup_course', requireData(req));
      await then();
      res.status(201).json({ moodle_job_id: id, password: 'canary-in-a-reply' });
    });
    return routes;
  };
  return supertest(createApp(context, [{ router, endpoints: { '/work': ['POST'] } }]));
}
const send = (key: string | undefined, data: object) => {
  const request = api().post('/work').set('x-api-key', TEST_KEY);
  return (key === undefined ? request : request.set('idempotency-key', key)).send({ data });
};
const taskCount = () => context.store.prisma.task.count();

test('the same key and body gives the first answer again and starts nothing twice', async () => {
  const first = await send('k1', { course: 1 });
  const again = await send('k1', { course: 1 });
  expect([again.status, again.body]).toEqual([first.status, first.body]);
  expect(again.headers['idempotent-replayed']).toBe('true');
  expect(await taskCount()).toBe(1);
  expect(JSON.stringify(await context.store.prisma.idempotentReply.findMany())).not.toContain('canary');

  expect((await send('k2', { course: 1 })).body.moodle_job_id).toBe(2);
  expect((await send(undefined, { course: 1 })).body.moodle_job_id).toBe(3);
  now = new Date(now.getTime() + 25 * 3600 * 1000);
  await context.store.idempotency.prune();
  expect(await context.store.prisma.idempotentReply.count()).toBe(0);
});

test('another body under the same key is refused, and so is a key that is none', async () => {
  await send('k1', { course: 1 });
  expect(await send('k1', { course: 2 })).toMatchObject({
    status: 422,
    body: { error: expect.stringContaining('new key') },
  });
  expect((await send('k k', { course: 1 })).status).toBe(400);
  expect(await taskCount()).toBe(1);
});

test('a repetition while the first is at work waits its turn', async () => {
  let release = () => {};
  let begun = () => {};
  const atWork = new Promise<void>((resolve) => (begun = resolve));
  then = () => {
    begun();
    return new Promise<void>((resolve) => (release = resolve));
  };
  const first = send('k1', { course: 1 }).then((response) => response);
  await atWork;
  expect(await send('k1', { course: 1 })).toMatchObject({ status: 409, headers: { 'retry-after': '1' } });
  release();
  expect((await first).status).toBe(201);
  expect((await send('k1', { course: 1 })).status).toBe(201);
  expect(await taskCount()).toBe(1);
});

test('a request that was refused may be sent again with its key', async () => {
  then = () => Promise.reject(new ApiError(400, 'No.'));
  expect((await send('k1', { course: 1 })).status).toBe(400);
  then = async () => undefined;
  expect((await send('k1', { course: 1 })).status).toBe(201);
});

test('told again after a failure or a crash, a request finds the task that its first telling made', async () => {
  then = () => Promise.reject(new Error('the agent fails here'));
  expect((await send('k1', { course: 1 })).status).toBe(500);
  expect((await send('k1', { course: 1 })).status).toBe(500);
  // What a crash leaves: a request that an earlier process was working on.
  await context.store.prisma.idempotentReply.updateMany({ data: { runId: 'an earlier process' } });
  then = async () => undefined;
  const answer = await send('k1', { course: 1 });
  expect([answer.status, answer.body.moodle_job_id]).toEqual([201, 1]);
  expect(await taskCount()).toBe(1);
});

test('after a day the same key starts anew', async () => {
  await send('k1', { course: 1 });
  now = new Date(now.getTime() + 25 * 3600 * 1000);
  expect((await send('k1', { course: 1 })).body.moodle_job_id).toBe(2);
});
