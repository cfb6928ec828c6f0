/**
 * Follows open tasks to their ends when callbacks do not come. Any number of processes may run it on one database: a
 * task is claimed by moving its next time on in one statement.
 */
import { AgentError } from '../agents/agent-error.js';
import type { PanelContext } from '../context.js';
import type { Instance } from '../db/generated/client.js';
import { noteContact, noteFailure } from '../sync/service.js';
import { claimWantedSyncs, syncWanted } from '../sync/wanted.js';
import { followTask } from './follow.js';
import { resendOrder } from './resend.js';
import { ORDER_LEASE } from './send.js';

const TICK = 1000;
/** Tasks claimed in one pass. */
const BATCH = 200;
/** A claimed task is due again after this if its process died, in milliseconds. */
const CLAIM = 60_000;
/** Looks at one site at the same time. */
const PER_SITE = 3;
/** While a page is open, running tasks are looked at this often, in milliseconds, and waiting ones half as often. */
const WATCHED_EVERY = 1200;
/** A page counts as open while its process has said so within this time. */
export const WATCH_FRESH = 10_000;

interface Claimed {
  id: number;
  instanceId: number;
  requestKey: string;
  orderState: string;
}

export class TaskReconciler {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  /** Sites being asked now; a slow one is left alone and holds up nobody. */
  private readonly busy = new Map<number, Promise<void>>();
  private readonly syncs = new Set<Promise<void>>();

  constructor(private readonly panel: PanelContext) {}

  start(): void {
    const tick = async () => {
      try {
        await this.claimAndStart();
      } catch (err) {
        this.panel.logger.error({ err }, 'following tasks failed; trying again');
      }
      if (!this.stopped) this.timer = setTimeout(() => void tick(), TICK);
    };
    void tick();
  }

  /** One pass: looks at what is due and resolves when that was done. */
  async runOnce(): Promise<void> {
    await this.claimAndStart();
    await Promise.all([...this.busy.values(), ...this.syncs]);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.all([...this.busy.values(), ...this.syncs]);
  }

  private async claimAndStart(): Promise<void> {
    await this.startSyncs();
    const bySite = new Map<number, Claimed[]>();
    for (const task of await this.claim()) {
      bySite.set(task.instanceId, [...(bySite.get(task.instanceId) ?? []), task]);
    }
    for (const [instanceId, tasks] of bySite) {
      const work = this.workOn(instanceId, tasks)
        .catch((err: unknown) =>
          this.panel.logger.error({ err, instance: instanceId }, 'following tasks failed'),
        )
        .finally(() => this.busy.delete(instanceId));
      this.busy.set(instanceId, work);
    }
  }

  /** Sites that are to be read now, such as after a change of theirs; each on its own. */
  private async startSyncs(): Promise<void> {
    for (const wanted of await claimWantedSyncs(this.panel)) {
      const work = syncWanted(this.panel, wanted)
        .catch((err: unknown) => this.panel.logger.error({ err, instance: wanted.id }, 'sync failed'))
        .finally(() => this.syncs.delete(work));
      this.syncs.add(work);
    }
  }

  private async claim(): Promise<Claimed[]> {
    const now = this.panel.clock();
    const at = (offset: number) => new Date(now.getTime() + offset);
    return this.panel.prisma.$queryRaw<Claimed[]>`
      UPDATE "Task" SET
        "nextPollAt" = ${at(CLAIM)},
        "polledAt" = ${now},
        "orderLease" = CASE WHEN "orderState" = 'unsent' THEN ${at(ORDER_LEASE)}::timestamptz ELSE "orderLease" END
      WHERE "id" IN (
        SELECT "id" FROM "Task"
        WHERE "status" IN ('pending', 'running')
          AND NOT ("instanceId" = ANY(${[...this.busy.keys()]}::int[]))
          AND CASE
            WHEN "orderState" = 'unsent' THEN "orderLease" IS NULL OR "orderLease" <= ${now}
            ELSE "nextPollAt" <= ${now} OR (
              "pollFailures" = 0
              AND "polledAt" <= CASE WHEN "status" = 'running' THEN ${at(-WATCHED_EVERY)}::timestamptz
                                     ELSE ${at(-2 * WATCHED_EVERY)}::timestamptz END
              AND "overdueSince" IS NULL
              AND EXISTS (SELECT 1 FROM "Watch" WHERE "seenAt" > ${at(-WATCH_FRESH)}::timestamptz))
          END
        ORDER BY "nextPollAt" LIMIT ${BATCH}
        FOR UPDATE SKIP LOCKED)
      RETURNING "id", "instanceId", "requestKey", "orderState"`;
  }

  private async workOn(instanceId: number, claimed: Claimed[]): Promise<void> {
    const instance = await this.panel.prisma.instance.findUnique({ where: { id: instanceId } });
    if (!instance) return;
    const unsent = claimed.filter((task) => task.orderState === 'unsent').map((task) => task.requestKey);
    const queue: (() => Promise<void>)[] = [
      ...[...new Set(unsent)].map((key) => () => resendOrder(this.panel, instance, key)),
      ...claimed
        .filter((task) => task.orderState !== 'unsent')
        .map((task) => async () => {
          const row = await this.panel.prisma.task.findUnique({ where: { id: task.id } });
          if (row) await followTask(this.panel, instance, row, 'poll');
        }),
    ];
    let failure: AgentError | null = null;
    const lane = async () => {
      for (let work = queue.shift(); work && !this.stopped; work = queue.shift()) {
        try {
          await work();
        } catch (error) {
          if (!(error instanceof AgentError)) throw error;
          failure = error;
          // A site that cannot be reached is not asked for the rest; those come due again by themselves.
          if (error.connectionState === 'unreachable') queue.length = 0;
        }
      }
    };
    await Promise.all(Array.from({ length: PER_SITE }, lane));
    await this.noteState(instance, failure);
  }

  private async noteState(instance: Instance, failure: AgentError | null): Promise<void> {
    if (failure) {
      if (instance.connectionState !== failure.connectionState) {
        await noteFailure(this.panel, instance.id, failure);
      }
    } else if (instance.connectionState !== 'connected') {
      await noteContact(this.panel, instance.id);
    }
  }
}
