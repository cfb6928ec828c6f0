/** Kysely over the site's own database, and the tables of it that the agent reads. */
import type { Compilable, Kysely } from 'kysely';

/**
 * The tables by their names without prefix; the prefix is added when a query is made. A site may have more tables and
 * columns than any list of ours, so every name is allowed here.
 *
 * On every database a value is read as text or null, as PHP gives it to Moodle: `Number(row.id)`, `row.visible === '1'`.
 */
export interface MoodleTables {
  [table: string]: Record<string, unknown>;
}

/** A row as it is read. */
export type MoodleRow = Record<string, string | null>;

export interface MoodleDatabase {
  readonly kind: 'mysql' | 'postgresql' | 'sqlite';
  /** Knows the prefix: `db.selectFrom('course')`. Read-only but for the sample's SQLite. */
  readonly db: Kysely<MoodleTables>;
  /** Names of a table's real columns, in their order; kept for a few minutes. Empty when there is no such table. */
  columns(table: string): Promise<string[]>;
  /**
   * The rows of a select one after the other, never all at once in memory. Ending the loop early frees the connection.
   * @throws MoodleUnavailable from the first `next` on
   */
  stream<O>(query: Compilable<O>): AsyncIterableIterator<O>;
  /** @throws MoodleUnavailable when the database cannot be reached */
  ping(): Promise<void>;
  close(): Promise<void>;
}
