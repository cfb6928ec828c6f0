import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { verifyCallback } from '../../contract/agent/signature.js';
import { settingNames } from '../store/settings.js';
import { createTestContext, TEST_KEY, type TestContext } from '../testing/test-context.js';
import { testHandler } from '../testing/test-handler.js';
import { GIVE_UP_AFTER } from './backoff.js';
import { Outbox } from './outbox.js';

interface Received {
  path: string;
  body: string;
  headers: IncomingMessage['headers'];
}

let now: Date;
let context: TestContext;
let panel: Server;
let panelUrl: string;
let received: Received[];
/** What the panel does with the next request. */
let answer: (res: ServerResponse) => void;

beforeEach(async () => {
  now = new Date();
  context = await createTestContext({ clock: () => now });
  context.tasks.register(testHandler());
  received = [];
  answer = (res) => res.end('{}');
  panel = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      received.push({ path: req.url!, body: Buffer.concat(chunks).toString(), headers: req.headers });
      answer(res);
    });
  });
  panel.listen(0, '127.0.0.1');
  await once(panel, 'listening');
  panelUrl = `http://127.0.0.1:${(panel.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await context.dispose();
  panel.closeAllConnections();
  panel.close();
});

const status = (code: number, headers: Record<string, string> = {}) => {
  answer = (res) => res.writeHead(code, headers).end('{}');
};
const wait = (seconds: number) => (now = new Date(now.getTime() + seconds * 1000));
const pair = (url = panelUrl) => context.store.settings.set(settingNames.panelUrl, url);
const only = async () => {
  const [row, ...others] = await context.outbox.list();
  expect(others).toEqual([]);
  return row!;
};
/** Ends a task, so that one callback is due. */
async function oneCallback(): Promise<void> {
  await context.tasks.enqueue('backup_course', { instance_id: 7 });
  await context.tasks.runOnce();
}

describe('a callback', () => {
  test('arrives signed, with key, below the path of the panel, and leaves no body behind', async () => {
    await pair(`${panelUrl}/moopanel/`);
    await oneCallback();
    expect(await context.outbox.deliverDue()).toBe(1);
    const [got] = received;
    expect(got).toMatchObject({ path: '/moopanel/api/backups/courses/7' });
    expect(JSON.parse(got!.body)).toEqual({ status: true, message: 'Done.', moodle_job_id: 1 });
    const { headers } = got!;
    expect([headers['x-api-key'], headers['content-type']]).toEqual([TEST_KEY, 'application/json']);
    const signed = {
      timestamp: Number(headers['x-moopanel-timestamp']),
      deliveryId: String(headers['x-moopanel-delivery']),
      path: '/api/backups/courses/7',
      body: got!.body,
    };
    const at = Math.floor(now.getTime() / 1000);
    expect(verifyCallback(TEST_KEY, signed, String(headers['x-moopanel-signature']), at)).toBe(true);
    expect(verifyCallback('another', signed, String(headers['x-moopanel-signature']), at)).toBe(false);
    expect(await context.store.prisma.delivery.findFirst()).toMatchObject({
      status: 'delivered',
      sealedBody: null,
    });
    expect(await context.outbox.deliverDue()).toBe(0);
    expect(received).toHaveLength(1);
  });

  test('waits, without using up an attempt, until a panel is known', async () => {
    await oneCallback();
    expect(await context.outbox.deliverDue()).toBe(0);
    expect(await only()).toMatchObject({ status: 'waiting', attempts: 0 });
    await pair();
    expect(await context.outbox.deliverDue()).toBe(1);
  });

  test('outlives a panel that is down, slow, busy or broken, with one delivery id', async () => {
    await pair('http://127.0.0.1:1');
    await oneCallback();
    await context.outbox.deliverDue();
    expect(await only()).toMatchObject({ status: 'waiting', attempts: 1, lastStatus: null });
    expect((await only()).lastError).toContain('ECONNREFUSED');

    await pair();
    // Not due yet.
    await context.outbox.deliverDue();
    expect(received).toHaveLength(0);
    for (const code of [500, 409, 429, 302]) {
      wait(4000);
      status(code, { location: `${panelUrl}/elsewhere` });
      expect(await context.outbox.deliverDue()).toBe(0);
      expect(await only()).toMatchObject({ status: 'waiting', lastStatus: code });
    }
    expect(received.map(({ path }) => path)).toEqual(Array(4).fill('/api/backups/courses/7'));

    wait(4000);
    answer = () => undefined;
    const impatient = new Outbox({ ...context, panelUrl, apiKey: () => TEST_KEY, timeout: 50 });
    expect(await impatient.deliverDue()).toBe(0);
    expect((await only()).lastError).toContain('no answer within');

    wait(4000);
    status(201);
    expect(await context.outbox.deliverDue()).toBe(1);
    expect(new Set(received.map(({ headers }) => headers['x-moopanel-delivery'])).size).toBe(1);
    expect(await only()).toMatchObject({ status: 'delivered', attempts: 7, lastError: null });
  });

  test('keeps the distance that the panel asks for', async () => {
    await pair();
    await oneCallback();
    status(503, { 'retry-after': '600' });
    await context.outbox.deliverDue();
    const { nextAttemptAt } = await only();
    expect(nextAttemptAt.getTime() - now.getTime()).toBe(600_000);
  });

  test.each([400, 401, 403, 404, 410, 422])(
    'stops at %i, is seen by the operator, and can be sent again',
    async (code) => {
      await pair();
      await oneCallback();
      status(code);
      await context.outbox.deliverDue();
      wait(10_000);
      await context.outbox.deliverDue();
      expect(received).toHaveLength(1);
      const failed = await only();
      expect(failed).toMatchObject({ status: 'failed', attempts: 1, lastStatus: code });
      status(200);
      expect(await context.outbox.resend(failed.id)).toBe(true);
      expect(await context.outbox.deliverDue()).toBe(1);
      expect(received[1]!.headers['x-moopanel-delivery']).toBe(failed.deliveryId);
      expect(await context.outbox.resend(failed.id)).toBe(false);
      expect(await context.outbox.resend(99)).toBe(false);
    },
  );

  test('is given up after three days of pauses, whatever the clock says', async () => {
    await pair();
    await oneCallback();
    status(500);
    // A clock that was set back by a day must not delay it by a day, nor one set forward end it.
    wait(-24 * 3600);
    await context.outbox.deliverDue();
    expect(await only()).toMatchObject({ status: 'waiting', attempts: 1 });
    wait(30 * 24 * 3600);
    await context.outbox.deliverDue();
    expect(await only()).toMatchObject({ status: 'waiting', attempts: 2 });
    await context.store.prisma.delivery.updateMany({ data: { waited: GIVE_UP_AFTER } });
    wait(4000);
    await context.outbox.deliverDue();
    expect(await only()).toMatchObject({ status: 'failed', attempts: 3 });
  });
});

test('a crash between sending and noting sends the same delivery again', async () => {
  await pair();
  await oneCallback();
  await context.store.prisma.$executeRawUnsafe(
    `CREATE TRIGGER refuse BEFORE UPDATE ON "Delivery" BEGIN SELECT RAISE(ABORT, 'crash'); END`,
  );
  expect(await context.outbox.deliverDue()).toBe(0);
  await context.store.prisma.$executeRawUnsafe('DROP TRIGGER refuse');
  expect(await context.outbox.deliverDue()).toBe(1);
  const [first, second] = received;
  expect(second!.headers['x-moopanel-delivery']).toBe(first!.headers['x-moopanel-delivery']);
  expect(second!.body).toBe(first!.body);
});

test('one callback that fails does not hold up the others', async () => {
  await pair();
  await oneCallback();
  await oneCallback();
  answer = (res) => res.writeHead(received.length === 1 ? 500 : 200).end();
  expect(await context.outbox.deliverDue()).toBe(1);
  expect((await context.outbox.list()).map((row) => row.status).sort()).toEqual(['delivered', 'waiting']);
});
