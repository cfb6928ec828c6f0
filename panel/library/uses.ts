/** What still needs an item of the library: rollouts and update requests that have not ended. */
import type { Transaction } from '../db/database.js';

/** How many uses each of these items has; one that has none is left out. */
export async function usesOf(
  tx: Pick<Transaction, '$queryRaw'>,
  itemIds: number[],
): Promise<Map<number, number>> {
  const rows = await tx.$queryRaw<{ id: number; uses: number }[]>`
    SELECT item AS id, count(*)::int AS uses FROM (
      SELECT unnest("libraryItemIds") AS item FROM "Rollout" WHERE "state" NOT IN ('done', 'aborted')
      UNION ALL
      SELECT "libraryItemId" FROM "UpdateItem"
        JOIN "UpdateRequest" ON "UpdateRequest"."id" = "UpdateItem"."requestId"
        JOIN "Task" ON "Task"."id" = "UpdateRequest"."taskId"
      WHERE "libraryItemId" IS NOT NULL AND "Task"."status" IN ('pending', 'running')
    ) AS used WHERE item = ANY(${itemIds}::int[]) GROUP BY item`;
  return new Map(rows.map(({ id, uses }) => [id, uses]));
}
