/** The words of a migration's rows, and the times by which its work is paced. */
import { importCounts } from '../../contract/agent/migration.js';
import type { Prisma } from '../db/generated/client.js';

export const endedStates = ['done', 'failed', 'cancelled'];
export const targetEnded = ['succeeded', 'failed', 'cancelled'];
/** Something is going on at the target. */
export const targetActive = ['transferring', 'importing'];

/** Targets of one migration that are worked on at the same time: the source serves them all. */
export const TARGETS_AT_ONCE = 5;
/** Exports and uploads that may be lost at an agent before it counts as a failure. */
export const MOST_EXPORTS = 3;
export const MOST_UPLOADS = 3;
/** Milliseconds for which an export is kept at the source after the end, so that a retry finds it. */
export const KEEP_EXPORT = 24 * 3_600_000;

/** Rows that a target's Moodle refused: the import is done all the same, and may try them again. */
export function hasRefusedRows(counts: unknown): boolean {
  const kinds = importCounts.safeParse(counts).data ?? {};
  return Object.values(kinds).some((outcomes) => (outcomes.failed ?? 0) > 0);
}

const SECOND = 1000;

/** When to look again at work that began at `since`: often in the beginning, every 15 seconds later on. */
export function nextLook(now: Date, since: Date | null): Date {
  const lasting = since === null ? 0 : now.getTime() - since.getTime();
  return new Date(now.getTime() + Math.min(Math.max(lasting / 10, SECOND), 15 * SECOND));
}

export const targetInclude = {
  instance: true,
  migration: { include: { source: true } },
} satisfies Prisma.MigrationTargetInclude;
export type TargetRow = Prisma.MigrationTargetGetPayload<{ include: typeof targetInclude }>;

/** Text columns end somewhere: what a site sends must not fill the database. */
export const cut = (text: string): string => text.slice(0, 2000);
