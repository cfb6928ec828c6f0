/** Syncs that something has asked for apart from the schedule. The wish stands in the database and outlives a process. */
import type { PanelContext } from '../context.js';
import { syncInstance } from './service.js';

/** Milliseconds after which a wish is taken up again if the process that took it died. */
const LEASE = 5 * 60_000;
/** Sites read at the same time by one process. */
const AT_ONCE = 10;

export interface WantedSync {
  id: number;
  /** Until when the wish is this process's. */
  lease: Date;
}

/** Has a site read within a second or two. */
export async function wantSync(panel: PanelContext, instanceId: number): Promise<void> {
  await panel.prisma.instance.updateMany({
    where: { id: instanceId },
    data: { syncWantedAt: panel.clock() },
  });
}

/** Takes what is due; of several processes one gets each. */
export async function claimWantedSyncs(panel: PanelContext): Promise<WantedSync[]> {
  const now = panel.clock();
  const lease = new Date(now.getTime() + LEASE);
  const rows = await panel.prisma.$queryRaw<{ id: number }[]>`
    UPDATE "Instance" SET "syncWantedAt" = ${lease}
    WHERE "id" IN (
      SELECT "id" FROM "Instance" WHERE "syncWantedAt" <= ${now}
      ORDER BY "syncWantedAt" LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
    RETURNING "id"`;
  return rows.map(({ id }) => ({ id, lease }));
}

/** Reads the site; a wish that came meanwhile stays. */
export async function syncWanted(panel: PanelContext, { id, lease }: WantedSync): Promise<void> {
  await syncInstance(panel, id);
  await panel.prisma.instance.updateMany({
    where: { id, syncWantedAt: lease },
    data: { syncWantedAt: null },
  });
}
