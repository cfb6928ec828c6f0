import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { tidy } from './housekeeping.js';
import { createTestContext, type TestContext } from './testing/test-context.js';
import { testHandler } from './testing/test-handler.js';

let now: Date;
let context: TestContext;
const later = (days: number) => (now = new Date(now.getTime() + days * 24 * 3600 * 1000));

beforeEach(async () => {
  now = new Date('2026-11-21T10:00:00Z');
  context = await createTestContext({ clock: () => now });
  context.tasks.register(testHandler());
});
afterEach(() => context.dispose());

test('old logs go first, then tasks and delivered callbacks; open and undelivered ones stay', async () => {
  const { tasks, store } = context;
  const told = await tasks.enqueue('backup_course', { instance_id: 7 });
  const untold = await tasks.enqueue('backup_course', { instance_id: 7 });
  await tasks.runOnce();
  const open = await tasks.enqueue('backup_course', {});
  await store.prisma.delivery.updateMany({
    where: { taskId: told.id },
    data: { status: 'delivered', finishedAt: now },
  });

  later(60);
  await tidy(context);
  expect((await tasks.log(told.id))!.lines).not.toEqual([]);
  later(60);
  await tidy(context);
  expect((await tasks.log(told.id))!.lines).toEqual([]);
  expect(await tasks.get(told.id)).toMatchObject({ status: 'succeeded' });
  later(365);
  await tidy(context);
  expect(await tasks.get(told.id)).toBeNull();
  expect(await tasks.get(untold.id)).toMatchObject({ status: 'succeeded' });
  expect(await tasks.get(open.id)).toMatchObject({ status: 'waiting' });
  expect(await context.outbox.list()).toMatchObject([{ taskId: untold.id, status: 'waiting' }]);
});
