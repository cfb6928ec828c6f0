/** A task handler for tests of the queue, whose work the test decides. */
import { z } from 'zod';
import { callbackPaths } from '../../contract/agent/callbacks.js';
import type { TaskHandler, TaskRun } from '../tasks/handler.js';

export const testPayload = z.object({
  instance_id: z.int().optional(),
  course: z.int().default(0),
  password: z.string().optional(),
});
export type TestPayload = z.infer<typeof testPayload>;
export type TestResult = Record<string, unknown>;

/** Succeeds at once; its callback says `{status, message, moodle_job_id}` and what the result says. */
export function testHandler(
  parts: Partial<TaskHandler<TestPayload, TestResult>> = {},
): TaskHandler<TestPayload, TestResult> {
  return {
    type: 'backup_course',
    payload: testPayload,
    kind: 'shared',
    lockKey: ({ course }) => (course === 0 ? null : `course:${course}`),
    maxAttempts: 2,
    deadline: 60,
    cancellable: true,
    run: async () => ({ result: {}, message: 'Done.' }),
    callback: ({ id, payload }, outcome) =>
      payload.instance_id === undefined
        ? null
        : {
            path: callbackPaths.backup(payload.instance_id),
            contentType: 'application/json',
            body: JSON.stringify({
              status: outcome.status === 'succeeded',
              message: outcome.status === 'succeeded' ? outcome.message : outcome.error,
              moodle_job_id: id,
              ...('result' in outcome ? outcome.result : {}),
            }),
          },
    ...parts,
  };
}

/** Work that ends only when it is told to: by the test, or by its signal. */
export function heldWork() {
  const begun: number[] = [];
  const waiters: (() => void)[] = [];
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  return {
    /** Ids in the order in which they were begun. */
    begun,
    release: () => release(),
    /** Resolves when so many tasks have begun. */
    async untilBegun(count: number): Promise<void> {
      while (begun.length < count) await new Promise<void>((resolve) => waiters.push(resolve));
    },
    async run(run: TaskRun<TestPayload>): Promise<{ result: TestResult; message: string }> {
      begun.push(run.id);
      waiters.splice(0).forEach((resolve) => resolve());
      await new Promise<void>((resolve, reject) => {
        void released.then(resolve);
        run.signal.addEventListener('abort', () => reject(run.signal.reason as Error), { once: true });
      });
      return { result: {}, message: 'Done.' };
    },
  };
}
