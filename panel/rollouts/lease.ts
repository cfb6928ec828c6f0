/** Work at one site belongs to who holds its lease; what another writes meanwhile counts for nothing. */
import type { PanelContext } from '../context.js';
import type { Prisma } from '../db/generated/client.js';
import { recordChanges } from '../events/record.js';

/** Milliseconds for which a step belongs to the process that has claimed it; longer than an order may take. */
export const STEP_LEASE = 3 * 60_000;

export interface ClaimedSite {
  id: number;
  rolloutId: number;
  leaseToken: string;
}

/** Ends a step with what came of it, if it still is this process's. */
export async function endStep(
  panel: PanelContext,
  claimed: ClaimedSite,
  data: Prisma.RolloutSiteUpdateManyMutationInput,
): Promise<void> {
  await panel.prisma.$transaction(async (tx) => {
    const { count } = await tx.rolloutSite.updateMany({
      where: { id: claimed.id, leaseToken: claimed.leaseToken },
      data: { ...data, leaseToken: null, leaseUntil: null },
    });
    if (count > 0) await recordChanges(tx, [{ type: 'rollout.updated', id: claimed.rolloutId }]);
  });
}
