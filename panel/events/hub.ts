/**
 * Live events to pages. Each web process reads the common table of events while pages are connected to it, so that it
 * does not matter which process changed something; a database may have no other way to tell (LISTEN is not everywhere).
 */
import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Database } from '../db/database.js';
import type { Logger } from '../../runtime/logger.js';
import { loadEvents, type LoadedEvent, type StoredEvent } from './load.js';

const POLL_EVERY = 300;
const HEARTBEAT_EVERY = 15_000;
/** Tells the workers that somebody watches; see WATCH_FRESH of the reconciler. */
const WATCH_EVERY = 4_000;
/** A stream ends after this and the page comes back: its right to it is checked again then. */
const LONGEST_STREAM = 15 * 60_000;
/** More than this many missed events: the page had better load everything again. */
const REPLAY_LIMIT = 500;

export class EventHub {
  private readonly id = randomUUID();
  private readonly clients = new Map<Response, NodeJS.Timeout>();
  private last = 0n;
  private polling: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private lastWatch = 0;
  private lastHeartbeat = 0;

  constructor(
    private readonly database: Pick<Database, 'prisma'>,
    private readonly logger: Logger,
  ) {}

  /** Turns a reply into a stream of events; with `Last-Event-ID` it begins with what was missed. */
  async connect(req: Request, res: Response): Promise<void> {
    // What has happened up to now is sent by the pass; without it a new client could miss what lies in between.
    if (this.clients.size === 0) this.last = await this.newest();
    const from = this.last;
    const missed = await this.missed(req.get('last-event-id'), from);
    if (this.stopped || res.destroyed) {
      res.destroy();
      return;
    }
    res.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    });
    // The server's idle limit is shorter than a quiet hour; heartbeats keep the line, and its own limit ends it.
    res.write(`retry: 2000\nid: ${from}\n\n`);
    if (missed === null) res.write('event: reload\ndata: {}\n\n');
    else for (const event of missed) res.write(frame(event));
    const limit = setTimeout(() => res.end(), LONGEST_STREAM);
    this.clients.set(res, limit);
    res.once('close', () => {
      clearTimeout(limit);
      this.clients.delete(res);
    });
    await this.watch();
    this.schedule();
  }

  /** Ends all streams and the watch. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    for (const [res, limit] of this.clients) {
      clearTimeout(limit);
      res.end();
    }
    await this.polling;
    await this.database.prisma.watch.deleteMany({ where: { id: this.id } });
  }

  /** One pass: sends what is new to every client. */
  async runOnce(): Promise<void> {
    const events = await this.database.prisma.event.findMany({
      where: { id: { gt: this.last } },
      orderBy: { id: 'asc' },
      take: REPLAY_LIMIT,
    });
    const newest = events.at(-1)?.id;
    if (newest !== undefined) {
      const loaded = await loadEvents(this.database.prisma, events);
      this.last = newest;
      const text = loaded.map(frame).join('');
      for (const res of this.clients.keys()) res.write(text);
    }
    const now = Date.now();
    if (now - this.lastHeartbeat > HEARTBEAT_EVERY) {
      this.lastHeartbeat = now;
      for (const res of this.clients.keys()) res.write(': still here\n\n');
    }
    if (now - this.lastWatch > WATCH_EVERY) await this.watch();
  }

  private schedule(): void {
    if (this.timer || this.stopped) return;
    this.timer = setTimeout(() => {
      this.polling = this.runOnce()
        .catch((err: unknown) => this.logger.warn({ err }, 'events could not be read; trying again'))
        .finally(() => {
          this.timer = undefined;
          if (this.clients.size > 0) this.schedule();
        });
    }, POLL_EVERY);
  }

  private async watch(): Promise<void> {
    this.lastWatch = Date.now();
    const seenAt = new Date(this.lastWatch);
    await this.database.prisma.watch.upsert({
      where: { id: this.id },
      create: { id: this.id, seenAt },
      update: { seenAt },
    });
  }

  private async newest(): Promise<bigint> {
    const found = await this.database.prisma.event.aggregate({ _max: { id: true } });
    return found._max.id ?? 0n;
  }

  /** @returns null when too much was missed, or the events of that time are gone */
  private async missed(header: string | undefined, upTo: bigint): Promise<LoadedEvent[] | null> {
    if (header === undefined || !/^\d{1,18}$/.test(header)) return [];
    const after = BigInt(header);
    if (after >= upTo) return [];
    const [events, oldest]: [StoredEvent[], { _min: { id: bigint | null } }] = await Promise.all([
      this.database.prisma.event.findMany({
        where: { id: { gt: after, lte: upTo } },
        orderBy: { id: 'asc' },
        take: REPLAY_LIMIT + 1,
      }),
      this.database.prisma.event.aggregate({ _min: { id: true } }),
    ]);
    const oldestId = oldest._min.id ?? 0n;
    if (events.length > REPLAY_LIMIT || oldestId > after + 1n) return null;
    return loadEvents(this.database.prisma, events);
  }
}

function frame({ id, event }: LoadedEvent): string {
  return `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
