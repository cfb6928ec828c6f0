/** One attempt at one task: what the handler is given, its deadline, and how it ended. */
import type { Logger } from '../../runtime/logger.js';
import type { Task } from '../store/generated/client.js';
import type { AgentStore } from '../store/store.js';
import { BridgeError } from '../moodle/bridge.js';
import { TaskFailure, type TaskHandler, type TaskRun } from './handler.js';
import { readOrder } from './order.js';
import { redactedError, redactor } from './secrets.js';
import { endOfError, failureText, TaskStop, type AttemptEnd } from './stop-reason.js';
import { TaskLogWriter } from './task-log.js';
import { sealPurpose } from './task-view.js';

/** Milliseconds between two writes of a task's progress. */
const PROGRESS_INTERVAL = 1000;
/** Seconds that a handler has to end after its deadline before its task is ended without it. */
export const DEADLINE_GRACE = 60;

export interface AttemptContext {
  store: AgentStore;
  logger: Logger;
  clock: () => Date;
}

export class Attempt {
  progress: number;
  message = '';
  payload: unknown;
  private redact = (text: string) => text;
  private readonly controller = new AbortController();
  private written = 0;
  private writing: Promise<unknown> = Promise.resolve();

  /** @param row as it was claimed, with this attempt counted */
  constructor(
    private readonly context: AttemptContext,
    readonly row: Task,
    readonly handler: TaskHandler,
  ) {
    this.progress = row.progress;
    // Cancelled before the process died: the handler is called to clean up and sees it at once.
    if (row.cancelRequested) this.abort(new TaskStop('cancel', 'Cancelled.'));
  }

  /** Asks the handler to end. The first reason stands. */
  abort(stop: TaskStop): void {
    this.controller.abort(stop);
  }

  get stop(): TaskStop | null {
    const { signal } = this.controller;
    return signal.aborted && signal.reason instanceof TaskStop ? signal.reason : null;
  }

  /**
   * Runs the handler. Never throws for what the handler does.
   * @returns how it ended, and a promise of the moment when the handler is really done with the site
   * @throws Error of the store, before the handler was begun
   */
  async run(): Promise<{ end: AttemptEnd; settled: Promise<void> }> {
    const { store, clock } = this.context;
    const redact = (text: string) => this.redact(text);
    const log = await TaskLogWriter.open(store, this.row.id, { clock, redact });
    log.write(this.row.attempts > 1 ? `Begun again, attempt ${this.row.attempts}.` : 'Begun.');

    const work = this.work(log);
    const { promise: overdue, cancel } = this.watchDeadline();
    const end = await Promise.race([work, overdue]);
    cancel();

    if (end.status === 'succeeded') log.write(`Done: ${end.message}`);
    else if (end.status === 'requeue')
      log.write('Interrupted by a stop of the agent; it goes on at the next start.');
    else log.write(end.error);
    await this.writing;
    await log.flush().catch((err: unknown) => {
      this.context.logger.error({ err, task_id: this.row.id }, 'lines of a task log were lost');
    });
    return { end, settled: work.then(() => undefined) };
  }

  private async work(log: TaskLogWriter): Promise<AttemptEnd> {
    const { store, logger } = this.context;
    try {
      const open = (purpose: string, sealed: string): unknown => JSON.parse(store.seal.open(purpose, sealed));
      this.payload = readOrder(this.context, this.row, this.handler);
      if (this.payload === undefined) {
        throw new TaskFailure(
          'The order of this task cannot be read (was seal.key replaced?): start it again.',
        );
      }
      this.redact = redactor(this.payload);
      const note = this.row.sealedNote;
      const run: TaskRun<unknown> = {
        id: this.row.id,
        payload: this.payload,
        attempt: this.row.attempts,
        lastCheckpoint: note === null ? null : open(sealPurpose.note, note),
        signal: this.controller.signal,
        progress: (fraction, message) => this.report(fraction, message),
        log: (line) => log.write(line),
        checkpoint: async (data) => {
          const sealedNote = store.seal.seal(sealPurpose.note, JSON.stringify(data));
          await store.prisma.task.update({ where: { id: this.row.id }, data: { sealedNote } });
        },
      };
      const { result, message } = await this.handler.run(run);
      this.redact = redactor(this.payload, result);
      return { status: 'succeeded', result, message };
    } catch (error) {
      if (error instanceof BridgeError && error.output) log.write(error.output);
      if (this.stop === null && !failureText(error).expected) {
        logger.error(
          { err: redactedError(error, this.redact), task_id: this.row.id, type: this.row.type },
          'task failed unexpectedly',
        );
        if (error instanceof Error) log.write(`${error.name}: ${error.message}`);
      }
      return endOfError(error, this.stop);
    }
  }

  private report(fraction: number, message?: string): void {
    if (Number.isFinite(fraction)) this.progress = Math.max(this.progress, Math.min(1, fraction));
    if (message !== undefined) this.message = this.redact(message).slice(0, 500);
    const now = performance.now();
    if (this.written !== 0 && now - this.written < PROGRESS_INTERVAL) return;
    this.written = now;
    const { store, clock, logger } = this.context;
    // Losing one is harmless: the queue shows the live value while the task runs.
    this.writing = store.prisma.task
      .updateMany({
        where: { id: this.row.id, status: 'running', runId: store.runId },
        data: { progress: this.progress, message: this.message, heartbeatAt: clock() },
      })
      .catch((err: unknown) => logger.warn({ err, task_id: this.row.id }, 'progress not written'));
  }

  private watchDeadline(): { promise: Promise<AttemptEnd>; cancel: () => void } {
    const { deadline } = this.handler;
    const text = `The task was not done after ${Math.round(deadline / 60)} minutes and was stopped.`;
    const timers: NodeJS.Timeout[] = [];
    const promise = new Promise<AttemptEnd>((resolve) => {
      timers.push(setTimeout(() => this.abort(new TaskStop('deadline', text)), deadline * 1000));
      timers.push(
        setTimeout(() => resolve({ status: 'failed', error: text }), (deadline + DEADLINE_GRACE) * 1000),
      );
    });
    return { promise, cancel: () => timers.forEach(clearTimeout) };
  }
}
