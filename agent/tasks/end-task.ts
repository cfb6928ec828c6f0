/** The one way in which a task ends. */
import { randomUUID } from 'node:crypto';
import type { Logger } from '../../runtime/logger.js';
import type { AgentStore } from '../store/store.js';
import type { CallbackMessage, TaskHandler, TaskOutcome } from './handler.js';
import { redactedError, redactor } from './secrets.js';
import { sealPurpose } from './task-view.js';

export interface EndContext {
  store: AgentStore;
  logger: Logger;
  clock: () => Date;
}

export interface EndingTask {
  id: number;
  /** Undefined when the handler or the payload is unknown; then nobody can be told. */
  handler?: TaskHandler;
  payload?: unknown;
  /** The state it must be in: an end never happens twice. */
  from: { status: 'waiting' } | { status: 'running'; runId: string | null };
}

function callbackOf(
  context: EndContext,
  task: EndingTask,
  outcome: TaskOutcome<unknown>,
): CallbackMessage | null {
  try {
    return task.handler?.callback({ id: task.id, payload: task.payload }, outcome) ?? null;
  } catch (error) {
    const err = redactedError(error, redactor(task.payload, outcome));
    context.logger.error({ err, task_id: task.id }, 'no callback could be made of a task');
    return null;
  }
}

/** What `/tasks/check` shows: the words of the callback, so that a panel that lost it can apply them all the same. */
function resultOf(callback: CallbackMessage | null, outcome: TaskOutcome<unknown>): unknown {
  if (callback?.summary) return callback.summary;
  if (callback?.contentType === 'application/json') return JSON.parse(callback.body);
  return 'result' in outcome ? outcome.result : undefined;
}

/**
 * Ends a task and writes its callback in the same transaction.
 * @returns false when the task was not in that state any more; then nothing was written
 * @throws Error of the store, when nothing was written either
 */
export async function endTask(
  context: EndContext,
  task: EndingTask,
  outcome: TaskOutcome<unknown>,
): Promise<boolean> {
  const { store } = context;
  const now = context.clock();
  const callback = callbackOf(context, task, outcome);
  const result = resultOf(callback, outcome);
  const redact = redactor(task.payload, result);
  return store.prisma.$transaction(async (tx) => {
    const { count } = await tx.task.updateMany({
      where: { id: task.id, ...task.from },
      data: {
        status: outcome.status,
        ...(outcome.status === 'succeeded'
          ? { progress: 1, message: redact(outcome.message), error: null }
          : { error: redact(outcome.error) }),
        sealedResult:
          result === undefined ? null : store.seal.seal(sealPurpose.result, JSON.stringify(result)),
        sealedNote: null,
        runId: null,
        finishedAt: now,
      },
    });
    if (count === 0) return false;
    if (callback !== null) {
      await tx.delivery.create({
        data: {
          deliveryId: randomUUID(),
          taskId: task.id,
          path: callback.path,
          contentType: callback.contentType,
          sealedBody: store.seal.seal(sealPurpose.callback, callback.body),
          nextAttemptAt: now,
          createdAt: now,
        },
      });
    }
    return true;
  });
}
