/** Accepting tasks: checked, sealed, and all of one request or none. */
import type { AgentStore } from '../store/store.js';
import type { TaskHandler } from './handler.js';
import { currentRequest } from './request-scope.js';
import { sealPurpose } from './task-view.js';

export interface EnqueueOptions {
  /** Replaces the handler's lock key. */
  lockedBy?: string;
}

/**
 * Writes new tasks in one transaction. In a request with an Idempotency-Key, a task that the same request made before
 * (its first telling was cut off by a crash) is found instead of made.
 * @throws ZodError when a payload is not what the handler takes
 */
export async function insertTasks(
  context: { store: AgentStore; clock: () => Date },
  handler: TaskHandler,
  payloads: readonly unknown[],
  options: EnqueueOptions,
): Promise<{ id: number }[]> {
  const { prisma, seal } = context.store;
  const request = currentRequest();
  const orders = payloads.map((given) => {
    const payload = handler.payload.parse(given);
    const text = JSON.stringify(given);
    return {
      type: handler.type,
      lockKey: options.lockedBy ?? handler.lockKey(payload),
      requestKey: request === undefined ? null : seal.digest(request, handler.type, text),
      sealedPayload: seal.seal(sealPurpose.payload, text),
      createdAt: context.clock(),
    };
  });
  return prisma.$transaction(async (tx) => {
    const tasks: { id: number }[] = [];
    for (const order of orders) {
      const { requestKey } = order;
      const known =
        requestKey === null
          ? null
          : await tx.task.findUnique({ where: { requestKey }, select: { id: true } });
      tasks.push(known ?? (await tx.task.create({ data: order, select: { id: true } })));
    }
    return tasks;
  });
}
