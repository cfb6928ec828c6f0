/** Kysely over the site's own database, and the tables of it that the agent reads. */
import type { Kysely } from 'kysely';

/**
 * The tables by their names without prefix; the prefix is added when a query is made. Only columns that the agent
 * names are listed: a site may have more, and `user` is read by its real columns.
 */
export interface MoodleTables {
  [table: string]: Record<string, unknown>;
}

export interface MoodleDatabase {
  readonly kind: 'mysql' | 'postgresql' | 'sqlite';
  /** Knows the prefix: `db.selectFrom('course')`. */
  readonly db: Kysely<MoodleTables>;
  /** Names of a table's real columns, in their order; kept for a few minutes. */
  columns(table: string): Promise<string[]>;
  /** @throws MoodleUnavailable when the database cannot be reached */
  ping(): Promise<void>;
  close(): Promise<void>;
}
