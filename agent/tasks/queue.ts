/**
 * The durable queue of long work (`agent-api.md`, "Long work").
 *
 * waiting → running → succeeded | failed | cancelled. A task that a dying process was running waits again at the next
 * start, as often as its handler allows. A graceful stop aborts what runs and puts it back without using up an attempt;
 * what does not end within the grace is treated as if the process had died.
 */
import type { TaskStatus, TaskType } from '../../contract/agent/tasks.js';
import type { Logger } from '../../runtime/logger.js';
import type { AgentStore } from '../store/store.js';
import { Claims } from './claims.js';
import { endTask } from './end-task.js';
import { insertTasks, type EnqueueOptions } from './enqueue.js';
import type { TaskHandler } from './handler.js';
import { readOrder } from './order.js';
import { readLog, readLogTail, type LogLine } from './task-log.js';
import { TaskStop } from './stop-reason.js';
import { openStatuses, taskView, type OpenTask, type TaskView } from './task-view.js';

/** Milliseconds between looks at the queue when nothing nudges it. */
const POLL = 5000;
/** Milliseconds that running tasks have to end when the agent stops. */
const STOP_GRACE = 8000;

export interface QueueOptions {
  store: AgentStore;
  logger: Logger;
  clock: () => Date;
  /** How many `shared` tasks run at once. */
  concurrency: number;
  /** Called when a task has ended: a callback may be due. */
  onEnd?: () => void;
}

/** Another change of this site is being made. */
export class SiteBusy extends Error {
  constructor() {
    super('Another change of this site is running.');
    this.name = 'SiteBusy';
  }
}

/** What became of the wish to cancel. */
export type CancelOutcome = 'cancelled' | 'stopping' | 'refused' | 'ended';

export class TaskQueue {
  private readonly handlers = new Map<string, TaskHandler>();
  private readonly claims: Claims;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: QueueOptions) {
    this.claims = new Claims(options, this.handlers);
  }

  /** Makes a task type known; before `start`. */
  register<P, R>(handler: TaskHandler<P, R>): void {
    this.handlers.set(handler.type, handler as unknown as TaskHandler);
  }

  /** The task types that this agent can do. */
  types(): TaskType[] {
    return [...this.handlers.values()].map((handler) => handler.type);
  }

  /**
   * Accepts one task; it is on disk when this resolves.
   * @throws ZodError when the payload is not what the handler takes
   */
  async enqueue(type: TaskType, payload: unknown, options: EnqueueOptions = {}): Promise<{ id: number }> {
    const [task] = await this.enqueueMany(type, [payload], options);
    return task!;
  }

  /** Accepts several tasks of one type, all or none, in this order. */
  async enqueueMany(
    type: TaskType,
    payloads: readonly unknown[],
    options: EnqueueOptions = {},
  ): Promise<{ id: number }[]> {
    const handler = this.handlers.get(type);
    if (handler === undefined) throw new Error(`No handler is registered for "${type}".`);
    const tasks = await insertTasks(this.options, handler, payloads, options);
    this.claims.nudge();
    return tasks;
  }

  /** Null when there is no such task. */
  async get(id: number): Promise<TaskView | null> {
    const row = await this.options.store.prisma.task.findUnique({ where: { id } });
    return row && taskView(row, this.options.store.seal, this.claims.running.get(id));
  }

  /**
   * Newest first.
   * @param query.before only tasks with a smaller id
   */
  async list(query: { limit: number; before?: number; status?: TaskStatus }): Promise<TaskView[]> {
    const rows = await this.options.store.prisma.task.findMany({
      where: { id: query.before === undefined ? undefined : { lt: query.before }, status: query.status },
      orderBy: { id: 'desc' },
      take: query.limit,
    });
    return rows.map((row) => taskView(row, this.options.store.seal, this.claims.running.get(row.id)));
  }

  /** Waiting and running tasks of a type, oldest first, with what they were asked to do. */
  async open<P = unknown>(type: TaskType): Promise<OpenTask<P>[]> {
    const handler = this.handlers.get(type);
    if (handler === undefined) return [];
    const rows = await this.options.store.prisma.task.findMany({
      where: { type, status: { in: openStatuses } },
      orderBy: { id: 'asc' },
    });
    const tasks = rows.map((row) => ({
      id: row.id,
      status: row.status as TaskStatus,
      progress: Math.max(row.progress, this.claims.running.get(row.id)?.progress ?? 0),
      payload: readOrder(this.options, row, handler) as P,
    }));
    return tasks.filter((task) => task.payload !== undefined);
  }

  /** The lines after number `after`, up to 1000; null when there is no such task. */
  async log(id: number, after = 0): Promise<{ lines: LogLine[]; last: number; finished: boolean } | null> {
    // The state is read before the lines, so that "finished" is never said with lines still to come.
    const row = await this.options.store.prisma.task.findUnique({ where: { id }, select: { status: true } });
    if (row === null) return null;
    const lines = await readLog(this.options.store, id, after);
    const last = lines.at(-1)?.n ?? after;
    const finished = !openStatuses.includes(row.status as TaskStatus) && lines.length < 1000;
    return { lines, last, finished };
  }

  /** The last lines of a task's log. */
  logTail(id: number, count: number): Promise<LogLine[]> {
    return readLogTail(this.options.store, id, count);
  }

  /**
   * Cancels a waiting task, or asks a running one to end where its handler allows that; such a task ends a little later,
   * and as succeeded when its work was done already.
   * @returns null when there is no such task
   */
  async cancel(id: number): Promise<{ outcome: CancelOutcome; task: TaskView } | null> {
    const outcome = await this.tryCancel(id);
    const task = await this.get(id);
    return task && outcome && { outcome, task };
  }

  private async tryCancel(id: number): Promise<CancelOutcome | null> {
    const { store } = this.options;
    const row = await store.prisma.task.findUnique({ where: { id } });
    if (row === null) return null;
    const handler = this.handlers.get(row.type);
    if (row.status === 'waiting') {
      const payload = handler && readOrder(this.options, row, handler);
      const done = await endTask(
        this.options,
        { id, ...(payload === undefined ? {} : { handler, payload }), from: { status: 'waiting' } },
        { status: 'cancelled', error: 'Cancelled before it was begun.' },
      );
      if (!done) return this.tryCancel(id);
      this.options.onEnd?.();
      this.claims.nudge();
      return 'cancelled';
    }
    const attempt = this.claims.running.get(id);
    if (row.status !== 'running' || attempt === undefined)
      return row.status === 'running' ? 'refused' : 'ended';
    if (!attempt.handler.cancellable) return 'refused';
    await store.prisma.task.updateMany({ where: { id, status: 'running' }, data: { cancelRequested: true } });
    attempt.abort(new TaskStop('cancel', 'Cancelled.'));
    return 'stopping';
  }

  /**
   * Does short work that changes the site and has no task: no `site` task, nor one with this lock key, begins before it
   * has ended.
   * @throws SiteBusy when such a task is at work already; then nothing was done
   */
  async beside<T>(lockKey: string, work: () => Promise<T>): Promise<T> {
    const leave = await this.claims.visit(lockKey);
    if (leave === null) throw new SiteBusy();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Takes over what an earlier process left, and works from now on. All handlers must be registered. */
  async start(): Promise<void> {
    await this.claims.begin();
    this.timer = setInterval(() => {
      this.claims.heartbeat();
      this.claims.nudge();
    }, POLL);
  }

  /** One pass without timers: runs all that is due, and what becomes due by that. @returns how many tasks were begun */
  runOnce(): Promise<number> {
    return this.claims.runAll();
  }

  /**
   * Aborts what runs and waits until it has ended, at most 8 seconds. Aborted tasks wait for the next start and have
   * not used up an attempt.
   */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.claims.stop(STOP_GRACE);
  }
}
