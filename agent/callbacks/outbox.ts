/**
 * The outbox: callbacks that were written down with the ends of their tasks, sent until the panel has taken them. Each
 * keeps its delivery id over all attempts, so that the panel can tell a repetition.
 */
import type { Logger } from '../../runtime/logger.js';
import type { Delivery } from '../store/generated/client.js';
import { settingNames } from '../store/settings.js';
import type { AgentStore } from '../store/store.js';
import { sealPurpose } from '../tasks/task-view.js';
import { GIVE_UP_AFTER, pauseAfter } from './backoff.js';
import { SEND_TIMEOUT, sendCallback, type SendOptions, type SendResult } from './send.js';

/** Milliseconds between looks at the outbox when nothing nudges it. */
const POLL = 5000;
/** How many callbacks are on their way at once, and with their bodies in memory. */
const AT_ONCE = 4;
/** Nothing waits longer than an hour by itself; a date further off comes of a clock that was set back. */
const FURTHEST = 2 * 3600 * 1000;

export interface OutboxOptions {
  store: AgentStore;
  logger: Logger;
  clock: () => Date;
  /** Goes before what the panel told at pairing. */
  panelUrl?: string;
  /** The site's key in clear text, asked for at each attempt. */
  apiKey: () => string | undefined;
  /** Milliseconds for one attempt. */
  timeout?: number;
}

/** A callback without its body. */
export type DeliveryView = Omit<Delivery, 'sealedBody'>;

export class Outbox {
  private timer: NodeJS.Timeout | undefined;
  private pass: Promise<number> | null = null;
  private again = false;
  private readonly stopping = new AbortController();

  constructor(private readonly options: OutboxOptions) {}

  /** Sends what is due from now on. */
  start(): void {
    this.timer = setInterval(() => this.nudge(), POLL);
    this.nudge();
  }

  /** Says that something may be due now. */
  nudge(): void {
    if (this.timer === undefined) return;
    if (this.pass !== null) {
      this.again = true;
      return;
    }
    this.deliverDue().catch((err: unknown) =>
      this.options.logger.error({ err }, 'the outbox cannot be read'),
    );
  }

  /** One pass over all that is due now. @returns how many callbacks the panel has taken */
  deliverDue(): Promise<number> {
    this.pass ??= this.onePass().finally(() => {
      this.pass = null;
      if (this.again) {
        this.again = false;
        this.nudge();
      }
    });
    return this.pass;
  }

  /** Cuts off what is on its way; it stays due, with the same delivery id. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    this.stopping.abort();
    await this.pass?.catch(() => undefined);
  }

  /** Newest first, without bodies. */
  list(query: { limit?: number; status?: string } = {}): Promise<DeliveryView[]> {
    return this.options.store.prisma.delivery.findMany({
      where: { status: query.status },
      orderBy: { id: 'desc' },
      take: query.limit ?? 100,
      omit: { sealedBody: true },
    });
  }

  /**
   * Makes a callback that was given up (or waits) due now, with its old delivery id.
   * @returns false when there is no such callback, or the panel has taken it
   */
  async resend(id: number): Promise<boolean> {
    const { count } = await this.options.store.prisma.delivery.updateMany({
      where: { id, status: { in: ['waiting', 'failed'] } },
      data: { status: 'waiting', nextAttemptAt: this.options.clock(), waited: 0, finishedAt: null },
    });
    if (count > 0) this.nudge();
    return count > 0;
  }

  private async onePass(): Promise<number> {
    const { store, clock, logger } = this.options;
    const panelUrl = this.options.panelUrl ?? (await store.settings.get(settingNames.panelUrl));
    const apiKey = this.options.apiKey();
    // No attempt is used up while there is nobody to tell.
    if (!panelUrl || apiKey === undefined) return 0;
    const target = {
      panelUrl: panelUrl.replace(/\/+$/, ''),
      apiKey,
      clock,
      signal: this.stopping.signal,
      timeout: this.options.timeout ?? SEND_TIMEOUT,
    };
    const now = clock().getTime();
    const due = await store.prisma.delivery.findMany({
      where: {
        status: 'waiting',
        OR: [{ nextAttemptAt: { lte: new Date(now) } }, { nextAttemptAt: { gt: new Date(now + FURTHEST) } }],
      },
      orderBy: { id: 'asc' },
      select: { id: true },
    });
    let delivered = 0;
    const next = due.values();
    const lane = async () => {
      for (const { id } of next) {
        if (this.stopping.signal.aborted) return;
        const taken = await this.deliver(id, target).catch((err: unknown) => {
          logger.error({ err, callback_id: id }, 'a callback could not be handled');
          return false;
        });
        if (taken) delivered += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return delivered;
  }

  /** The HTTP call stands outside of any transaction: a crash behind it sends the same delivery once more. */
  private async deliver(id: number, target: SendOptions): Promise<boolean> {
    const { store } = this.options;
    const row = await store.prisma.delivery.findUnique({ where: { id } });
    if (row === null || row.status !== 'waiting' || row.sealedBody === null) return false;
    const body = store.seal.open(sealPurpose.callback, row.sealedBody);
    const result = await sendCallback({ ...row, body }, target);
    if (this.stopping.signal.aborted && result.status === null) return false;
    await this.note(row, result);
    return result.verdict === 'delivered';
  }

  private async note(row: Delivery, result: SendResult): Promise<void> {
    const { store, clock, logger } = this.options;
    const attempts = row.attempts + 1;
    const pause = pauseAfter(attempts, result.retryAfter);
    const waited = row.waited + pause;
    const exhausted = result.verdict === 'retry' && waited > GIVE_UP_AFTER;
    const status = exhausted || result.verdict === 'failed' ? 'failed' : result.verdict;
    const now = clock();
    const common = { attempts, lastStatus: result.status, lastError: result.error };
    await store.prisma.delivery.updateMany({
      where: { id: row.id, status: 'waiting' },
      data:
        status === 'retry'
          ? { ...common, waited, nextAttemptAt: new Date(now.getTime() + pause * 1000) }
          : { ...common, status, finishedAt: now, ...(status === 'delivered' ? { sealedBody: null } : {}) },
    });
    const facts = {
      callback_id: row.id,
      task_id: row.taskId,
      path: row.path,
      attempts,
      status: result.status,
    };
    if (status === 'delivered') logger.info(facts, 'callback delivered');
    else if (status === 'failed') logger.error({ ...facts, reason: result.error }, 'callback given up');
    else logger.warn({ ...facts, reason: result.error, next_in: pause }, 'callback not delivered yet');
  }
}
