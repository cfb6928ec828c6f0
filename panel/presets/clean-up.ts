/** Forgets old versions. */
import type { PanelContext } from '../context.js';

/** Versions of a site that stay however old they are. */
const KEPT = 20;
const YEAR = 365 * 24 * 3_600_000;

/** Keeps of each site the last 20 versions, all of the last year (each differs from the one before), and baselines. */
export async function forgetOldPresets({ prisma, clock }: PanelContext): Promise<number> {
  const before = new Date(clock().getTime() - YEAR);
  return prisma.$executeRaw`
    DELETE FROM "Preset" WHERE "id" IN (
      SELECT "id" FROM (
        SELECT "id", "seenAt", "baselineAt",
          row_number() OVER (PARTITION BY "instanceId" ORDER BY "id" DESC) AS place
        FROM "Preset") ranked
      WHERE place > ${KEPT} AND "seenAt" < ${before} AND "baselineAt" IS NULL)`;
}
