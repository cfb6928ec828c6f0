/**
 * What a task type brings with it. The queue (`queue.ts`) keeps the row, the lease, the log and the outbox; a handler
 * knows only how its work is done and what is said of it afterwards.
 */
import type { z } from 'zod';
import type { TaskType } from '../../contract/agent/tasks.js';
import type { BridgeRun } from '../moodle/bridge.js';

/** One attempt at one task. */
export interface TaskRun<P> extends BridgeRun {
  readonly id: number;
  readonly payload: P;
  /** 1 for the first; higher after a restart of the agent in the middle of the work. */
  readonly attempt: number;
  /** What the attempt before noted with `checkpoint`, or null. */
  readonly lastCheckpoint: unknown;
  /** Notes what a later attempt must know (a safety copy's path, a temporary file); on disk when it resolves. */
  checkpoint(data: unknown): Promise<void>;
}

/** How a task ended. `result` goes to the callback and to `/tasks/check`. */
export type TaskOutcome<R> =
  | { status: 'succeeded'; result: R; message: string }
  | { status: 'failed'; error: string; result?: Partial<R> }
  /** With a result where a part was done before. */
  | { status: 'cancelled'; error: string; result?: Partial<R> };

/** A row of the outbox. */
export interface CallbackMessage {
  /** Below the panel's address; see `callbackPaths`. */
  path: string;
  contentType: 'application/json' | 'application/xml';
  /** Sealed in the store: it may hold a backup's password. */
  body: string;
  /** What `/tasks/check` shows of it; the body itself where not given, which must be JSON then. */
  summary?: object;
}

/** Ends a task as failed with a sentence for the operator. Any other error is logged whole and told in general words. */
export class TaskFailure extends Error {
  constructor(
    message: string,
    readonly result?: Record<string, unknown>,
  ) {
    super(message);
    this.name = 'TaskFailure';
  }
}

export interface TaskHandler<P = unknown, R = unknown> {
  readonly type: TaskType;
  readonly payload: z.ZodType<P>;
  /** `site`: runs alone, nothing else beside it. `shared`: beside others, up to the configured number. */
  readonly kind: 'site' | 'shared';
  /** Tasks with the same key never run at the same time (`course:12`); null for none. */
  lockKey(payload: P): string | null;
  /** How often the work may be begun when the agent dies in it. A reported failure is never repeated by itself. */
  readonly maxAttempts: number;
  /** Seconds after which a run is aborted. */
  readonly deadline: number;
  /** Whether a running task may be cancelled; a waiting one always may. */
  readonly cancellable: boolean;
  run(run: TaskRun<P>): Promise<{ result: R; message: string }>;
  /** What the panel is told at the end, written in the same transaction as the end; null where nobody asked. */
  callback(task: { id: number; payload: P }, outcome: TaskOutcome<R>): CallbackMessage | null;
}
