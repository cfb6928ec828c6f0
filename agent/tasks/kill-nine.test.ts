/** Kill -9 in the middle of the work, with real processes: what a killed agent leaves, the next one brings to its end. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { packageRoot } from '../../runtime/package-root.js';
import { createTestContext, type TestContext } from '../testing/test-context.js';
import { testHandler } from '../testing/test-handler.js';

// Each process translates the agent's sources when it starts.
jest.setTimeout(120_000);

type Message = Record<string, unknown>;

let context: TestContext;
let panel: Server;
let received: { delivery: string; body: Message }[];
let onCallback: () => void;
const children: ChildProcess[] = [];

beforeEach(async () => {
  context = await createTestContext();
  context.tasks.register(testHandler());
  received = [];
  panel = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Message;
      received.push({ delivery: String(req.headers['x-moopanel-delivery']), body });
      res.end('{}');
      onCallback();
    });
  });
  panel.listen(0, '127.0.0.1');
  await once(panel, 'listening');
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  panel.closeAllConnections();
  panel.close();
  await context.dispose();
});

/** Starts a worker on the data folder; `until` waits for its first message with such a key. */
function startWorker(mode: 'hang' | 'work') {
  const url = `http://127.0.0.1:${(panel.address() as AddressInfo).port}`;
  const child = fork(
    join(packageRoot(), 'agent/testing/killed-worker.ts'),
    [context.config.dataDir, url, mode],
    { execArgv: ['--import', join(packageRoot(), 'agent/testing/typescript.mjs')] },
  );
  children.push(child);
  const messages: Message[] = [];
  const until = async (key: string): Promise<Message> => {
    for (;;) {
      const found = messages.find((message) => key in message);
      if (found) return found;
      await Promise.race([
        once(child, 'message'),
        once(child, 'exit').then(() =>
          Promise.reject(new Error(`the worker ended; it said ${JSON.stringify(messages)}`)),
        ),
      ]);
    }
  };
  child.on('message', (message: Message) => messages.push(message));
  return { child, until };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('a task whose agent was killed runs again and ends once', async () => {
  const { id } = await context.tasks.enqueue('backup_course', { instance_id: 7, password: 'x' });

  const first = startWorker('hang');
  expect(await first.until('begun')).toEqual({ begun: id, attempt: 1, checkpoint: null });
  expect(await context.tasks.get(id)).toMatchObject({ status: 'running' });
  await kill(first.child);

  const told = new Promise<void>((resolve) => (onCallback = resolve));
  const second = startWorker('work');
  expect(await second.until('begun')).toEqual({ begun: id, attempt: 2, checkpoint: { made: 'half-1' } });
  await told;
  expect(received).toMatchObject([{ body: { status: true, moodle_job_id: id, attempt: 2 } }]);
  expect(await context.tasks.get(id)).toMatchObject({ status: 'succeeded', attempts: 2 });
  await kill(second.child);
  expect(await context.store.prisma.task.count({ where: { status: 'running' } })).toBe(0);
});

test('a task that kills its agent each time ends as failed, with its callback', async () => {
  const { id } = await context.tasks.enqueue('backup_course', { instance_id: 7 });
  for (const attempt of [1, 2]) {
    const { child, until } = startWorker('hang');
    expect(await until('begun')).toMatchObject({ attempt });
    await kill(child);
  }
  const told = new Promise<void>((resolve) => (onCallback = resolve));
  const last = startWorker('work');
  await last.until('ready');
  await told;
  expect(await context.tasks.get(id)).toMatchObject({ status: 'failed', attempts: 2 });
  expect(received).toMatchObject([{ body: { status: false, moodle_job_id: id } }]);
});

test('a second agent on the same data folder is refused, and one after a kill is not', async () => {
  const first = startWorker('hang');
  await first.until('ready');
  const second = startWorker('hang');
  expect(await second.until('locked')).toEqual({ locked: true });
  await kill(first.child);
  const third = startWorker('hang');
  expect(await third.until('ready')).toEqual({ ready: true });
});
