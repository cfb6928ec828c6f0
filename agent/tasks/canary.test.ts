/** Attack 20 of the threat list: what a task was given or made in confidence is found nowhere in clear. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createLogger } from '../../runtime/logger.js';
import { Outbox } from '../callbacks/outbox.js';
import { createTestContext, type TestContext } from '../testing/test-context.js';
import { testHandler } from '../testing/test-handler.js';
import { TaskQueue } from './queue.js';
import { redactor } from './secrets.js';

const CANARY = 'c4nary-in-the-coal-mine';

let context: TestContext;
let logged: string;
let tasks: TaskQueue;

beforeEach(async () => {
  context = await createTestContext();
  logged = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString();
      done();
    },
  });
  tasks = new TaskQueue({ ...context, logger: createLogger('test', 'trace', sink), concurrency: 1 });
});
afterEach(() => context.dispose());

/** The names of the files below the data folder that hold the canary. */
async function filesWithCanary(): Promise<string[]> {
  const { dataDir } = context.config;
  const found = [];
  for (const name of await readdir(dataDir)) {
    if ((await readFile(join(dataDir, name))).includes(CANARY)) found.push(name);
  }
  return found;
}

const payload = z.object({
  instance_id: z.int(),
  password: z.string(),
  storages: z.array(z.object({ credentials: z.record(z.string(), z.string()) })),
});
const order = {
  instance_id: 7,
  password: CANARY,
  storages: [{ credentials: { bucket: `${CANARY}-bucket` } }],
};

test('a password that a handler logs, reports, notes and returns stays out of store, log and messages', async () => {
  tasks.register(
    testHandler({
      payload: payload as never,
      async run(run) {
        run.log(`the password is ${CANARY}, the bucket ${CANARY}-bucket`);
        run.progress(0.5, `using ${CANARY}`);
        await run.checkpoint({ password: CANARY });
        return { result: { password: CANARY, link: 'a.zip' }, message: `Made with ${CANARY}.` };
      },
    }),
  );
  const { id } = await tasks.enqueue('backup_course', order);
  expect(await filesWithCanary()).toEqual([]);
  await tasks.runOnce();
  expect(await filesWithCanary()).toEqual([]);
  const task = await tasks.get(id);
  expect(task).toMatchObject({
    status: 'succeeded',
    message: 'Made with [redacted].',
    result: { password: CANARY },
  });
  expect((await tasks.log(id))!.lines.map(({ text }) => text)).toContain(
    'the password is [redacted], the bucket [redacted]',
  );
  // The panel alone is told.
  const outbox = new Outbox({ ...context, panelUrl: 'http://127.0.0.1:1', apiKey: () => 'a-key' });
  await outbox.deliverDue();
  expect(JSON.stringify(await outbox.list())).not.toContain(CANARY);
  expect(await filesWithCanary()).toEqual([]);
  expect(logged).not.toContain(CANARY);
});

test('an error that quotes a password is logged and told without it', async () => {
  tasks.register(
    testHandler({ payload: payload as never, run: () => Promise.reject(new Error(`bad ${CANARY}`)) }),
  );
  const { id } = await tasks.enqueue('backup_course', order);
  await tasks.runOnce();
  expect(logged).toContain('bad [redacted]');
  expect(logged).not.toContain(CANARY);
  expect((await tasks.log(id))!.lines.map(({ text }) => text)).toContain('Error: bad [redacted]');
  expect(await filesWithCanary()).toEqual([]);
});

test('only what lies under a secret name counts as a secret', () => {
  const redact = redactor({
    course: 'Algebra',
    access_key: 'AKIA1234',
    nested: [{ token: 'tok-1' }],
    password: 'abc',
  });
  expect(redact('Algebra AKIA1234 tok-1 abc')).toBe('Algebra [redacted] [redacted] abc');
});
