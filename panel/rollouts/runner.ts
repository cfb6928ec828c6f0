/**
 * Drives all rollouts. Any number of processes may run it on one database: a rollout is moved on under a lock of its
 * row, and a step at a site belongs to who holds the site's lease. What a process that died was at is taken over when
 * its lease has run out.
 */
import { randomUUID } from 'node:crypto';
import type { PanelContext } from '../context.js';
import { advance } from './advance.js';
import { checkSite } from './check-site.js';
import { STEP_LEASE, type ClaimedSite } from './lease.js';
import { orderSite } from './order-site.js';
import type { PlaceOrder } from './orders.js';
import { placeOrder } from './place-order.js';
import { activeStates, dryActive, followedStates } from './states.js';

const TICK = 2000;
/** Steps that one process takes at the same time, over all rollouts. */
const LANES = 50;

export class RolloutRunner {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private ticking: Promise<void> | undefined;
  /** Sites that this process is at now; a slow one is left alone and holds up nobody. */
  private readonly busy = new Map<number, Promise<void>>();

  constructor(
    private readonly panel: PanelContext,
    private readonly place: PlaceOrder = placeOrder,
  ) {}

  start(): void {
    const tick = async () => {
      try {
        await this.advanceAll();
        await this.claimAndStart();
      } catch (err) {
        this.panel.logger.error({ err }, 'rollouts could not be moved on; trying again');
      }
      if (!this.stopped) this.timer = setTimeout(() => (this.ticking = tick()), TICK);
    };
    this.ticking = tick();
  }

  /** One pass: moves every rollout on, takes the steps that are due at sites, and moves on what they have led to. */
  async pass(): Promise<void> {
    await this.advanceAll();
    await this.claimAndStart();
    await Promise.all(this.busy.values());
    await this.advanceAll();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.ticking;
    await Promise.all(this.busy.values());
  }

  private async advanceAll(): Promise<void> {
    const open = await this.panel.prisma.rollout.findMany({
      where: {
        state: { in: followedStates },
        // One that orders nothing more is followed until what runs at its sites has ended.
        NOT: {
          state: { in: ['paused', 'stopped', 'aborted'] },
          sites: { none: { OR: [{ state: { in: activeStates } }, { dryState: { in: dryActive } }] } },
        },
      },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    for (const { id } of open) await advance(this.panel, id);
  }

  private async claimAndStart(): Promise<void> {
    for (const claimed of await this.claim()) {
      const work = this.step(claimed)
        .catch((err: unknown) =>
          this.panel.logger.error({ err, site: claimed.id }, 'a step of a rollout failed'),
        )
        .finally(() => this.busy.delete(claimed.id));
      this.busy.set(claimed.id, work);
    }
  }

  private claim(): Promise<ClaimedSite[]> {
    const now = this.panel.clock();
    const until = new Date(now.getTime() + STEP_LEASE);
    return this.panel.prisma.$queryRaw<ClaimedSite[]>`
      UPDATE "RolloutSite" SET "leaseUntil" = ${until}, "leaseToken" = ${randomUUID()}
      WHERE "id" IN (
        SELECT "id" FROM "RolloutSite"
        WHERE "nextAt" <= ${now} AND "instanceId" IS NOT NULL
          AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${now})
          AND ("state" IN ('ordering', 'checking') OR "dryState" = 'ordering')
          AND NOT ("id" = ANY(${[...this.busy.keys()]}::int[]))
        ORDER BY "nextAt", "id" LIMIT ${Math.max(LANES - this.busy.size, 0)}
        FOR UPDATE SKIP LOCKED)
      RETURNING "id", "rolloutId", "leaseToken"`;
  }

  private async step(claimed: ClaimedSite): Promise<void> {
    const row = await this.panel.prisma.rolloutSite.findUnique({
      where: { id: claimed.id },
      include: { rollout: true, instance: { select: { timezone: true } } },
    });
    if (!row || row.instanceId === null || row.leaseToken !== claimed.leaseToken) return;
    const site = { ...row, instanceId: row.instanceId };
    if (site.state === 'checking') await checkSite(this.panel, claimed, site);
    else await orderSite(this.panel, claimed, site, this.place);
  }
}
