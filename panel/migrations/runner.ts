/**
 * Drives all migrations. Any number of processes may run it on one database: a migration is moved on under a lock of its
 * row, and a step at its source or at a target belongs to who holds that row's lease. What a process that died was at is
 * taken over when its lease has run out.
 */
import { randomUUID } from 'node:crypto';
import type { PanelContext } from '../context.js';
import { advance } from './advance.js';
import { stepExport } from './export-step.js';
import { LEASE, LeaseLost, type Claimed } from './lease.js';
import { targetInclude } from './states.js';
import { stepTarget } from './target-step.js';
import { PIECE } from './transfer-step.js';

const TICK = 1000;
/** Steps that one process takes at the same time, over all migrations; each may be a file on its way. */
const LANES = 20;

type Row = Omit<Claimed, 'kind'>;

export class MigrationRunner {
  private timer: NodeJS.Timeout | undefined;
  private ticking: Promise<void> | undefined;
  private readonly stopping = new AbortController();
  /** What this process is at now, by kind and id; a slow site is left alone and holds up nobody. */
  private readonly busy = new Map<string, Promise<void>>();

  /** @param piece bytes in which files are sent */
  constructor(
    private readonly panel: PanelContext,
    private readonly piece = PIECE,
  ) {}

  start(): void {
    const tick = async () => {
      try {
        await this.advanceAll();
        await this.claimAndStart();
      } catch (err) {
        this.panel.logger.error({ err }, 'migrations could not be moved on; trying again');
      }
      if (!this.stopping.signal.aborted) this.timer = setTimeout(() => (this.ticking = tick()), TICK);
    };
    this.ticking = tick();
  }

  /** One pass: moves every migration on, takes the steps that are due, and moves on what they have led to. */
  async pass(): Promise<void> {
    await this.advanceAll();
    await this.claimAndStart();
    await Promise.all(this.busy.values());
    await this.advanceAll();
  }

  /** Resolves when no step is under way; a piece that is being sent is cut off and sent again by whoever goes on. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.ticking;
    await Promise.all(this.busy.values());
  }

  private async advanceAll(): Promise<void> {
    const open = await this.panel.prisma.migration.findMany({
      where: { state: 'delivering' },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    for (const { id } of open) await advance(this.panel, id);
  }

  private async claimAndStart(): Promise<void> {
    for (const claimed of await this.claim()) {
      const key = `${claimed.kind}:${claimed.id}`;
      const work = this.step(claimed)
        .catch((err: unknown) => {
          if (err instanceof LeaseLost) return;
          this.panel.logger.error({ err, [claimed.kind]: claimed.id }, 'a step of a migration failed');
        })
        .finally(() => this.busy.delete(key));
      this.busy.set(key, work);
    }
  }

  private async claim(): Promise<Claimed[]> {
    const now = this.panel.clock();
    const until = new Date(now.getTime() + LEASE);
    const token = randomUUID();
    const { prisma } = this.panel;
    const migrations = await prisma.$queryRaw<Row[]>`
      UPDATE "Migration" SET "leaseUntil" = ${until}, "leaseToken" = ${token}
      WHERE "id" IN (
        SELECT "id" FROM "Migration"
        WHERE "nextAt" <= ${now} AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${now})
          AND NOT ("id" = ANY(${this.busyIds('migration')}::int[]))
        ORDER BY "nextAt", "id" LIMIT ${this.free()}
        FOR UPDATE SKIP LOCKED)
      RETURNING "id", "id" AS "migrationId", "leaseToken"`;
    const targets = await prisma.$queryRaw<Row[]>`
      UPDATE "MigrationTarget" SET "leaseUntil" = ${until}, "leaseToken" = ${token}
      WHERE "id" IN (
        SELECT "id" FROM "MigrationTarget"
        WHERE "nextAt" <= ${now} AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${now})
          AND "state" IN ('transferring', 'importing')
          AND NOT ("id" = ANY(${this.busyIds('target')}::int[]))
        ORDER BY "nextAt", "id" LIMIT ${Math.max(this.free() - migrations.length, 0)}
        FOR UPDATE SKIP LOCKED)
      RETURNING "id", "migrationId", "leaseToken"`;
    return [
      ...migrations.map((row) => ({ ...row, kind: 'migration' as const })),
      ...targets.map((row) => ({ ...row, kind: 'target' as const })),
    ];
  }

  private free(): number {
    return Math.max(LANES - this.busy.size, 0);
  }

  private busyIds(kind: Claimed['kind']): number[] {
    return [...this.busy.keys()].flatMap((key) => {
      const [of, id] = key.split(':');
      return of === kind ? Number(id) : [];
    });
  }

  private async step(claimed: Claimed): Promise<void> {
    const { prisma } = this.panel;
    const { id, leaseToken } = claimed;
    if (claimed.kind === 'migration') {
      const row = await prisma.migration.findUnique({ where: { id }, include: { source: true } });
      if (row?.leaseToken === leaseToken) await stepExport(this.panel, claimed, row);
    } else {
      const row = await prisma.migrationTarget.findUnique({ where: { id }, include: targetInclude });
      const pace = { signal: this.stopping.signal, piece: this.piece };
      if (row?.leaseToken === leaseToken) await stepTarget(this.panel, claimed, row, pace);
    }
    // What it has led to is seen at once.
    await advance(this.panel, claimed.migrationId);
  }
}
