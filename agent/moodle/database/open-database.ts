/** Opens the site's own database, whichever of the three it is. */
import { Kysely, sql, type Compilable, type Dialect, type KyselyPlugin } from 'kysely';
import type { DatabaseConnection } from '../site.js';
import type { MoodleDatabase, MoodleTables } from './database.js';
import { guarded } from './guarded-dialect.js';
import { mysqlDialect } from './mysql.js';
import { postgresqlDialect } from './postgresql.js';
import { PrefixPlugin } from './prefix-plugin.js';
import { sqliteDialect } from './sqlite.js';
import { TextPlugin } from './text-plugin.js';

/** The agent is a guest on the site's database server and takes few of its connections. */
const POOL_SIZE = 5;
/** Long lists have connections of their own: slow readers of them keep nobody else waiting. */
const STREAM_POOL_SIZE = 3;
/** Milliseconds that a table's columns are remembered. */
const COLUMNS_TTL = 5 * 60_000;
/** Rows fetched at a time from a PostgreSQL cursor. */
const CHUNK = 500;

/**
 * Nothing is connected before the first query, and a connection that was lost is made anew by the next one.
 * @param prefix `$CFG->prefix`, may be empty
 */
export function openDatabase(connection: DatabaseConnection, prefix: string): MoodleDatabase {
  const { kind } = connection;
  const plugins: KyselyPlugin[] = [
    new PrefixPlugin(prefix),
    ...(kind === 'sqlite' ? [new TextPlugin()] : []),
  ];
  const connect = (size: number) =>
    new Kysely<MoodleTables>({ dialect: guarded(dialectOf(connection, size)), plugins });
  const db = connect(POOL_SIZE);
  const streams = kind === 'sqlite' ? null : connect(STREAM_POOL_SIZE);
  const known = new Map<string, { names: string[]; at: number }>();

  return {
    kind,
    db,
    async columns(table) {
      const cached = known.get(table);
      if (cached !== undefined && Date.now() - cached.at < COLUMNS_TTL) return cached.names;
      const names = await readColumns(db, kind, prefix + table);
      known.set(table, { names, at: Date.now() });
      return names;
    },
    async *stream<O>(query: Compilable<O>) {
      // One connection serves all of SQLite's queries, so each list there opens its own.
      const source = streams ?? connect(1);
      try {
        for await (const { rows } of source.getExecutor().stream<O>(query.compile(), CHUNK)) yield* rows;
      } finally {
        if (streams === null) await source.destroy();
      }
    },
    async ping() {
      await sql`select 1`.execute(db);
    },
    async close() {
      await db.destroy();
      await streams?.destroy();
    },
  };
}

function dialectOf(connection: DatabaseConnection, size: number): Dialect {
  switch (connection.kind) {
    case 'mysql':
      return mysqlDialect({ ...connection, kind: 'mysql' }, size);
    case 'postgresql':
      return postgresqlDialect({ ...connection, kind: 'postgresql' }, size);
    case 'sqlite':
      return sqliteDialect(connection.file);
  }
}

async function readColumns(
  db: Kysely<MoodleTables>,
  kind: MoodleDatabase['kind'],
  table: string,
): Promise<string[]> {
  const query = {
    mysql: sql<{ name: string }>`select column_name as name from information_schema.columns
      where table_schema = database() and table_name = ${table} order by ordinal_position`,
    postgresql: sql<{ name: string }>`select column_name as name from information_schema.columns
      where table_schema = current_schema() and table_name = ${table} order by ordinal_position`,
    sqlite: sql<{ name: string }>`select name from pragma_table_info(${table}) order by cid`,
  }[kind];
  const result = await query.execute(db);
  return result.rows.map((row) => row.name);
}
