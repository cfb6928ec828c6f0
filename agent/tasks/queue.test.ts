import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestContext, type TestContext } from '../testing/test-context.js';
import { until } from '../testing/until.js';
import { heldWork, testHandler } from '../testing/test-handler.js';
import { BridgeError } from '../moodle/bridge.js';
import { TaskFailure } from './handler.js';
import { SiteBusy } from './queue.js';
import { generalFailure } from './stop-reason.js';

let context: TestContext;
beforeEach(async () => {
  context = await createTestContext();
});
afterEach(() => context.dispose());

const texts = async (id: number) => (await context.tasks.log(id))!.lines.map((line) => line.text);

describe('work beside the queue', () => {
  test('keeps tasks that change the site waiting, and is refused while one runs', async () => {
    const { tasks } = context;
    const held = heldWork();
    tasks.register(testHandler({ type: 'core_update', kind: 'site', run: held.run }));
    tasks.register(testHandler());
    await tasks.beside('key', async () => {
      await tasks.enqueue('backup_course', {});
      await tasks.enqueue('core_update', {});
      expect(await tasks.runOnce()).toBe(1);
      expect(held.begun).toEqual([]);
      await expect(tasks.beside('key', async () => undefined)).rejects.toBeInstanceOf(SiteBusy);
    });
    const pass = tasks.runOnce();
    await held.untilBegun(1);
    let done = false;
    await expect(tasks.beside('other', async () => void (done = true))).rejects.toBeInstanceOf(SiteBusy);
    expect(done).toBe(false);
    held.release();
    await pass;
    await expect(tasks.beside('key', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await tasks.beside('key', async () => 5)).toBe(5);
  });
});

describe('a task', () => {
  test('runs once and leaves its result, log and progress', async () => {
    const { tasks } = context;
    const seen: number[] = [];
    tasks.register(
      testHandler({
        async run(run) {
          run.log('one\ntwo');
          run.progress(0.5, 'half');
          run.progress(0.2);
          run.progress(Number.NaN);
          seen.push((await tasks.get(run.id))!.progress);
          return { result: { link: 'a.zip' }, message: 'Backed up.' };
        },
      }),
    );
    const { id } = await tasks.enqueue('backup_course', { course: 3 });
    expect(await tasks.get(id)).toMatchObject({
      status: 'waiting',
      progress: 0,
      attempts: 0,
      startedAt: null,
    });
    expect(await tasks.open('backup_course')).toMatchObject([
      { id, status: 'waiting', payload: { course: 3 } },
    ]);
    expect(await tasks.runOnce()).toBe(1);
    expect(await tasks.runOnce()).toBe(0);
    expect(seen).toEqual([0.5]);
    expect(await tasks.get(id)).toMatchObject({
      status: 'succeeded',
      progress: 1,
      message: 'Backed up.',
      error: null,
      attempts: 1,
      result: { link: 'a.zip' },
    });
    expect(await texts(id)).toEqual(['Begun.', 'one', 'two', 'Done: Backed up.']);
    expect(await tasks.log(id, 2)).toMatchObject({
      lines: [{ n: 3, text: 'two' }, { n: 4 }],
      last: 4,
      finished: true,
    });
    expect(await tasks.open('backup_course')).toEqual([]);
  });

  test.each([
    ['says what the handler meant for the operator', new TaskFailure('No such file.'), 'No such file.'],
    [
      "says Moodle's own words",
      new BridgeError('moodle', 'Error writing to database'),
      'Error writing to database',
    ],
    ['keeps the words of a bug to itself', new TypeError('x is not a function'), generalFailure],
    ['names a full disk', Object.assign(new Error('write'), { code: 'ENOSPC' }), /^The disk is full/],
  ])('that fails %s', async (_name, error, text) => {
    context.tasks.register(testHandler({ run: () => Promise.reject(error) }));
    const { id } = await context.tasks.enqueue('backup_course', { instance_id: 7 });
    await context.tasks.runOnce();
    const task = await context.tasks.get(id);
    expect(task).toMatchObject({ status: 'failed', error: expect.stringMatching(text), attempts: 1 });
    // What the callback says is what a panel that lost it can still read.
    expect(task?.result).toEqual({ status: false, message: task?.error, moodle_job_id: id });
    expect(await context.tasks.runOnce()).toBe(0);
  });

  test('is refused when its payload is wrong, and nothing is written', async () => {
    context.tasks.register(testHandler());
    await expect(context.tasks.enqueueMany('backup_course', [{}, { course: 'x' }])).rejects.toThrow();
    expect(await context.tasks.list({ limit: 10 })).toEqual([]);
  });

  test('is stopped at its deadline', async () => {
    const work = heldWork();
    context.tasks.register(testHandler({ deadline: 0.05, run: work.run }));
    const { id } = await context.tasks.enqueue('backup_course', {});
    await context.tasks.runOnce();
    expect(await context.tasks.get(id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('stopped'),
    });
  });
});

describe('order', () => {
  test('shared tasks run beside each other up to the configured number, a site task alone', async () => {
    const { tasks } = context;
    const backups = heldWork();
    const restore = heldWork();
    let beside = -1;
    tasks.register(testHandler({ run: backups.run }));
    tasks.register(
      testHandler({
        type: 'core_update',
        kind: 'site',
        run: async (run) => {
          beside = (await tasks.list({ limit: 10, status: 'running' })).length;
          return restore.run(run);
        },
      }),
    );
    const first = await tasks.enqueueMany('backup_course', [{}, {}, {}]);
    const alone = await tasks.enqueue('core_update', {});
    const later = await tasks.enqueue('backup_course', {});
    const pass = tasks.runOnce();
    await backups.untilBegun(2);
    expect(await tasks.list({ limit: 10, status: 'running' })).toHaveLength(2);
    backups.release();
    await restore.untilBegun(1);
    expect(backups.begun).toEqual(first.map(({ id }) => id));
    expect([restore.begun, beside]).toEqual([[alone.id], 1]);
    restore.release();
    expect(await pass).toBe(5);
    expect(backups.begun.at(-1)).toBe(later.id);
  });

  test('two tasks of one course never run at the same time', async () => {
    const work = heldWork();
    context.tasks.register(testHandler({ run: work.run }));
    await context.tasks.enqueueMany('backup_course', [{ course: 1 }, { course: 1 }, { course: 2 }]);
    const pass = context.tasks.runOnce();
    await work.untilBegun(2);
    expect(work.begun).toEqual([1, 3]);
    work.release();
    await pass;
    expect(work.begun).toEqual([1, 3, 2]);
  });
});

describe('cancel', () => {
  test('ends a waiting task at once, with its callback', async () => {
    context.tasks.register(testHandler());
    const { id } = await context.tasks.enqueue('backup_course', { instance_id: 7 });
    expect(await context.tasks.cancel(id)).toMatchObject({
      outcome: 'cancelled',
      task: { status: 'cancelled' },
    });
    expect(await context.tasks.runOnce()).toBe(0);
    expect(await context.outbox.list()).toHaveLength(1);
    expect(await context.tasks.cancel(id)).toMatchObject({ outcome: 'ended' });
    expect(await context.tasks.cancel(99)).toBeNull();
  });

  test('stops a running task where that is safe, and only there', async () => {
    const backup = heldWork();
    const restore = heldWork();
    context.tasks.register(testHandler({ run: backup.run }));
    context.tasks.register(
      testHandler({ type: 'backup_course_restore', cancellable: false, run: restore.run }),
    );
    const safe = await context.tasks.enqueue('backup_course', {});
    const unsafe = await context.tasks.enqueue('backup_course_restore', {});
    const pass = context.tasks.runOnce();
    await Promise.all([backup.untilBegun(1), restore.untilBegun(1)]);
    expect(await context.tasks.cancel(safe.id)).toMatchObject({ outcome: 'stopping' });
    expect(await context.tasks.cancel(unsafe.id)).toMatchObject({ outcome: 'refused' });
    restore.release();
    await pass;
    expect(await context.tasks.get(safe.id)).toMatchObject({ status: 'cancelled', error: 'Cancelled.' });
    expect(await context.tasks.get(unsafe.id)).toMatchObject({ status: 'succeeded' });
  });
});

test('a graceful stop puts running tasks back without using up an attempt', async () => {
  const work = heldWork();
  context.tasks.register(testHandler({ maxAttempts: 1, run: work.run }));
  const { id } = await context.tasks.enqueue('backup_course', {});
  await context.tasks.start();
  await work.untilBegun(1);
  await context.tasks.stop();
  const row = await context.store.prisma.task.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({ status: 'waiting', runId: null, attempts: 1, stops: 1 });
  expect(await texts(id)).toContain('Interrupted by a stop of the agent; it goes on at the next start.');
});

test('the end of a task and its callback are written together or not at all', async () => {
  context.tasks.register(testHandler());
  const { id } = await context.tasks.enqueue('backup_course', { instance_id: 7 });
  // The store refuses the callback; the end must not stand without it.
  await context.store.prisma.$executeRawUnsafe(
    `CREATE TRIGGER refuse BEFORE INSERT ON "Delivery" BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
  );
  const pass = context.tasks.runOnce();
  await until(async () => (await texts(id)).includes('Done: Done.'));
  expect(await context.store.prisma.task.findUnique({ where: { id } })).toMatchObject({ status: 'running' });
  expect(await context.outbox.list()).toEqual([]);
  await context.store.prisma.$executeRawUnsafe('DROP TRIGGER refuse');
  await pass;
  expect(await context.tasks.get(id)).toMatchObject({ status: 'succeeded' });
  expect(await context.outbox.list()).toHaveLength(1);
});
