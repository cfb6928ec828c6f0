/**
 * Lets the queue know for which request a task is made, without every route passing it on: a request that carries an
 * Idempotency-Key and is told again after a crash finds the tasks that the first telling made.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

const scope = new AsyncLocalStorage<string>();

/** Runs `work` as part of the request with this id. */
export function withinRequest<T>(requestId: string, work: () => T): T {
  return scope.run(requestId, work);
}

/** Undefined outside of a request with an Idempotency-Key. */
export function currentRequest(): string | undefined {
  return scope.getStore();
}
