/** Takes waiting tasks and runs them: who runs what in this process. */
import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../../runtime/logger.js';
import type { AgentStore } from '../store/store.js';
import { Attempt } from './attempt.js';
import { endTask } from './end-task.js';
import type { TaskHandler } from './handler.js';
import { recoverTasks } from './recover.js';
import { startable, type Occupied } from './schedule.js';
import { TaskStop, type AttemptEnd } from './stop-reason.js';

/** Waiting tasks that are looked at in one go. */
const WINDOW = 500;
/** Milliseconds between attempts to write down an end that the store would not take (a full disk). */
const RETRY_PAUSES = [100, 1000, 5000];
const LONGEST_PAUSE = 30_000;

export interface ClaimsOptions {
  store: AgentStore;
  logger: Logger;
  clock: () => Date;
  concurrency: number;
  onEnd?: () => void;
}

export class Claims {
  readonly running = new Map<number, Attempt>();
  private readonly ends = new Map<number, Promise<void>>();
  private readonly visits = new Set<Occupied>();
  private recovery: Promise<unknown> | undefined;
  private started = false;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly stopping = new AbortController();

  constructor(
    private readonly options: ClaimsOptions,
    private readonly handlers: ReadonlyMap<string, TaskHandler>,
  ) {}

  /** Once for each process. */
  recover(): Promise<unknown> {
    return (this.recovery ??= recoverTasks(this.options, this.handlers).then((count) => {
      this.options.onEnd?.();
      return count;
    }));
  }

  /** From now on `nudge` and the end of a task start what is due. */
  async begin(): Promise<void> {
    await this.recover();
    this.started = true;
    this.nudge();
  }

  /** Looks soon for what may start; nothing before `begin`. */
  nudge(): void {
    if (!this.started) return;
    this.claim().catch((err: unknown) => this.options.logger.error({ err }, 'the task queue cannot be read'));
  }

  async runAll(): Promise<number> {
    const mine = new Set<Promise<void>>();
    let begun = 0;
    for (;;) {
      for (const end of await this.claim()) {
        begun += 1;
        const done = end.then(() => void mine.delete(done));
        mine.add(done);
      }
      if (mine.size === 0) return begun;
      await Promise.race(mine);
    }
  }

  /** Shows in the rows that this process still works on them. */
  heartbeat(): void {
    const { store, clock, logger } = this.options;
    if (this.running.size === 0) return;
    store.prisma.task
      .updateMany({ where: { status: 'running', runId: store.runId }, data: { heartbeatAt: clock() } })
      .catch((err: unknown) => logger.warn({ err }, 'heartbeat not written'));
  }

  async stop(grace: number): Promise<void> {
    this.stopping.abort();
    await this.turn.catch(() => undefined);
    for (const attempt of this.running.values()) {
      attempt.abort(new TaskStop('shutdown', 'The agent is being stopped.'));
    }
    const timer = new AbortController();
    const late = setTimeout(grace, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([Promise.allSettled(this.ends.values()), late]);
    timer.abort();
    for (const [id, { row }] of this.running) {
      this.options.logger.error(
        { task_id: id, type: row.type },
        'task did not end in time; the next start takes it over',
      );
    }
  }

  /** What runs, with what is done outside of the queue. */
  private occupied(): Occupied[] {
    const tasks = [...this.running.values()].map(({ handler, row }) => ({
      kind: handler.kind,
      lockKey: row.lockKey,
    }));
    return [...tasks, ...this.visits];
  }

  /**
   * Holds a place beside the tasks for work that is no task.
   * @returns what gives the place back; null where a `site` task or another holder of the key is at work
   */
  async visit(lockKey: string): Promise<(() => void) | null> {
    const visit: Occupied = { kind: 'shared', lockKey };
    const entered = this.turn
      .catch(() => undefined)
      .then(() => {
        const taken = this.occupied().some((other) => other.kind === 'site' || other.lockKey === lockKey);
        if (!taken) this.visits.add(visit);
        return !taken;
      });
    this.turn = entered;
    if (!(await entered)) return null;
    return () => {
      this.visits.delete(visit);
      this.nudge();
    };
  }

  /** One at a time: two passes must not count the same free slot. */
  private claim(): Promise<Promise<void>[]> {
    const next = this.turn.catch(() => undefined).then(() => this.claimDue());
    this.turn = next;
    return next;
  }

  private async claimDue(): Promise<Promise<void>[]> {
    const { store, clock, concurrency } = this.options;
    await this.recover();
    if (this.stopping.signal.aborted) return [];
    const waiting = await store.prisma.task.findMany({
      where: { status: 'waiting', type: { in: [...this.handlers.keys()] } },
      orderBy: { id: 'asc' },
      take: WINDOW,
      select: { id: true, type: true, lockKey: true },
    });
    const occupied = this.occupied();
    const picked = startable(waiting, occupied, concurrency, (type) => this.handlers.get(type)!.kind);
    const ends: Promise<void>[] = [];
    for (const { id, type } of picked) {
      const now = clock();
      const { count } = await store.prisma.task.updateMany({
        where: { id, status: 'waiting' },
        data: { status: 'running', runId: store.runId, attempts: { increment: 1 }, heartbeatAt: now },
      });
      if (count === 0) continue;
      await store.prisma.task.updateMany({ where: { id, startedAt: null }, data: { startedAt: now } });
      const row = await store.prisma.task.findUniqueOrThrow({ where: { id } });
      const end = this.carryOut(new Attempt(this.options, row, this.handlers.get(type)!));
      this.ends.set(id, end);
      ends.push(end);
    }
    return ends;
  }

  private async carryOut(attempt: Attempt): Promise<void> {
    const { id, type } = attempt.row;
    const { logger } = this.options;
    this.running.set(id, attempt);
    try {
      logger.info({ task_id: id, type, attempt: attempt.row.attempts }, 'task begun');
      const { end, settled } = await attempt.run();
      await this.writeEnd(attempt, end);
      logger.info({ task_id: id, type, status: end.status }, 'task ended');
      this.options.onEnd?.();
      // A handler that outlives its deadline keeps its place: nothing may touch the site beside it.
      await settled;
    } catch (err) {
      logger.error(
        { err, task_id: id, type },
        'the end of a task could not be written; the next start takes it over',
      );
    } finally {
      this.running.delete(id);
      this.ends.delete(id);
      this.nudge();
    }
  }

  private async writeEnd(attempt: Attempt, end: AttemptEnd): Promise<void> {
    const { signal } = this.stopping;
    for (let round = 0; ; round++) {
      try {
        return await this.tryWriteEnd(attempt, end);
      } catch (err) {
        if (signal.aborted) throw err;
        this.options.logger.error(
          { err, task_id: attempt.row.id },
          'the end of a task could not be written; trying again',
        );
        await setTimeout(RETRY_PAUSES[round] ?? LONGEST_PAUSE, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async tryWriteEnd({ row, handler, payload }: Attempt, end: AttemptEnd): Promise<void> {
    const { store } = this.options;
    const { id } = row;
    if (end.status === 'requeue') {
      await store.prisma.task.updateMany({
        where: { id, status: 'running', runId: store.runId },
        data: { status: 'waiting', runId: null, stops: { increment: 1 } },
      });
      return;
    }
    const known = payload === undefined ? {} : { handler, payload };
    const from = { status: 'running', runId: store.runId } as const;
    await endTask(this.options, { id, ...known, from }, end);
  }
}
