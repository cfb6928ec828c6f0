import { expect, test } from '@jest/globals';
import { watchQueues } from './queue-metrics.js';
import { createTestContext } from './testing/test-context.js';
import { testHandler } from './testing/test-handler.js';

test('tasks and callbacks are counted by status', async () => {
  const context = await createTestContext();
  try {
    watchQueues(context);
    context.tasks.register(testHandler());
    await context.tasks.enqueueMany('backup_course', [{ instance_id: 7 }, {}]);
    await context.tasks.runOnce();
    await context.tasks.enqueue('backup_course', {});
    const text = await context.metrics.registry.metrics();
    expect(text).toMatch(/^moopanel_tasks\{status="waiting",program="test"\} 1$/m);
    expect(text).toMatch(/^moopanel_tasks\{status="succeeded",program="test"\} 2$/m);
    expect(text).toMatch(/^moopanel_tasks\{status="failed",program="test"\} 0$/m);
    expect(text).toMatch(/^moopanel_callbacks\{status="waiting",program="test"\} 1$/m);
  } finally {
    await context.dispose();
  }
});
