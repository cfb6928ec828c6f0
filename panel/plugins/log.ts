/** A site's own upgrade log. */
import type { UpdateLogEntry } from '../../contract/agent/plugins.js';
import type { Transaction } from '../db/database.js';

const BATCH = 1000;
const MAX_TEXT = 2000;
/** Ids beyond the database's range are not Moodle's. */
const MAX_ID = 2_147_483_647;

/**
 * Adds what is new. A site whose database was made anew counts from 1 again: then the later row stands.
 * @returns whether anything was new
 */
export async function storeLog(
  tx: Transaction,
  instanceId: number,
  entries: UpdateLogEntry[],
): Promise<boolean> {
  const rows = [...new Map(entries.map((entry) => [entry.id, entry])).values()]
    .filter((entry) => entry.id > 0 && entry.id <= MAX_ID && entry.timemodified < 1e11)
    .map((entry) => ({
      moodleId: entry.id,
      component: (entry.plugin ?? 'core').slice(0, 255),
      version: entry.version?.slice(0, 64) ?? null,
      targetVersion: entry.targetversion?.slice(0, 64) ?? null,
      info: entry.info.slice(0, MAX_TEXT),
      details: entry.details?.slice(0, MAX_TEXT) || null,
      userId: entry.userid !== null && entry.userid <= MAX_ID ? entry.userid : null,
      username: entry.username?.slice(0, 255) ?? null,
      at: new Date(entry.timemodified * 1000).toISOString(),
    }));
  let written = 0;
  for (let start = 0; start < rows.length; start += BATCH) {
    written += await tx.$executeRaw`
      INSERT INTO "UpdateLogEntry" AS e ("instanceId", "moodleId", "component", "version", "targetVersion", "info",
        "details", "userId", "username", "at")
      SELECT ${instanceId}, r."moodleId", r."component", r."version", r."targetVersion", r."info", r."details",
        r."userId", r."username", r."at"
      FROM jsonb_to_recordset(${JSON.stringify(rows.slice(start, start + BATCH))}::jsonb)
        AS r("moodleId" int, "component" text, "version" text, "targetVersion" text, "info" text, "details" text,
             "userId" int, "username" text, "at" timestamptz)
      ON CONFLICT ("instanceId", "moodleId") DO UPDATE SET
        "component" = excluded."component", "version" = excluded."version",
        "targetVersion" = excluded."targetVersion", "info" = excluded."info", "details" = excluded."details",
        "userId" = excluded."userId", "username" = excluded."username", "at" = excluded."at"
      WHERE (e."at", e."component") IS DISTINCT FROM (excluded."at", excluded."component")`;
  }
  return written > 0;
}
