/** Rows of the sample's database, read and written by table and column names that the schema knows. */
import Database from 'libsql';
import { prefix, tables } from './schema/schema.js';

export type SqlValue = string | number | null;
export type Row = Record<string, SqlValue>;
/** A row that has been stored. */
export type StoredRow = Row & { id: number };

/** One connection to the sample's database. Its calls are synchronous, so a transaction cannot be interleaved. */
export class SampleSql {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(file: string) {
    this.#database = new Database(file);
    // The agent reads through a connection of its own while this one writes.
    this.#database.pragma('busy_timeout = 10000');
  }

  /** Runs statements that give no rows. */
  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /** Stores a row with Moodle's defaults for what is not given; an `id` in the row is kept. */
  insert(table: string, row: Row): number {
    const names = Object.keys(row);
    this.#known(table, names);
    const marks = names.map(() => '?').join(', ');
    const columns = names.map((name) => `"${name}"`).join(', ');
    const values = names.length > 0 ? `(${columns}) VALUES (${marks})` : 'DEFAULT VALUES';
    const sql = `INSERT INTO "${prefix}${table}" ${values}`;
    return Number(this.#prepare(sql).run(Object.values(row)).lastInsertRowid);
  }

  /** Changes every row that agrees with `where`. */
  update(table: string, where: Row, changes: Row): number {
    this.#known(table, Object.keys(changes));
    const set = Object.keys(changes).map((name) => `"${name}" = ?`);
    const { sql, values } = this.#condition(table, where);
    const statement = this.#prepare(`UPDATE "${prefix}${table}" SET ${set.join(', ')} ${sql}`);
    return statement.run([...Object.values(changes), ...values]).changes;
  }

  remove(table: string, where: Row): number {
    const { sql, values } = this.#condition(table, where);
    return this.#prepare(`DELETE FROM "${prefix}${table}" ${sql}`).run(values).changes;
  }

  /** Rows that agree with `where`, by id unless another order is given. */
  select(table: string, where: Row = {}, order = 'id'): StoredRow[] {
    const { sql, values } = this.#condition(table, where);
    this.#known(table, [order]);
    return this.#prepare(`SELECT * FROM "${prefix}${table}" ${sql} ORDER BY "${order}", id`).all(
      values,
    ) as StoredRow[];
  }

  /** The first row that agrees, or undefined. */
  first(table: string, where: Row): StoredRow | undefined {
    return this.select(table, where)[0];
  }

  /** Any query; write tables as `{course}`. */
  query<T>(sql: string, values: SqlValue[] = []): T[] {
    return this.#prepare(sql.replace(/\{(\w+)\}/g, `"${prefix}$1"`)).all(values) as T[];
  }

  /** All or nothing. `work` is synchronous: nothing else of this connection comes in between. */
  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #condition(table: string, where: Row): { sql: string; values: SqlValue[] } {
    const names = Object.keys(where);
    this.#known(table, names);
    if (names.length === 0) return { sql: '', values: [] };
    const tests = names.map((name) => (where[name] === null ? `"${name}" IS NULL` : `"${name}" = ?`));
    return { sql: `WHERE ${tests.join(' AND ')}`, values: Object.values(where).filter((v) => v !== null) };
  }

  #known(table: string, names: string[]): void {
    const columns = tables.get(table);
    const strange = names.find((name) => name !== 'id' && !columns?.some((column) => column.name === name));
    if (!columns || strange) throw new Error(`No such column in the sample: ${table}.${strange ?? '*'}`);
  }

  #prepare(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }
}
