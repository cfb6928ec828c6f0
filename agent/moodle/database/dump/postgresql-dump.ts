/** PostgreSQL: an archive of pg_dump's own. */
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { BridgeRun } from '../../bridge-run.js';
import type { DatabaseConnection } from '../../site.js';
import { DumpFailed } from './dump-failed.js';
import { ownTables } from './own-tables.js';
import { findTool, runTool } from './run-tool.js';

export type PostgresConnection = Extract<DatabaseConnection, { kind: 'mysql' | 'postgresql' }>;

const APPLICATION = 'moopanel-restore';
/** Milliseconds to wait for a restore that was cut off to let go. */
const LOCK_TIMEOUT = 60_000;

export const postgresqlTools = () => Promise.all([findTool('pg_dump'), findTool('pg_restore')]);

/** @returns the dumped tables */
export async function dumpPostgresql(
  tool: string,
  connection: PostgresConnection,
  prefix: string,
  file: string,
  run: BridgeRun,
): Promise<string[]> {
  const { schema, tables, views } = await withPostgresql(connection, async (server) => {
    const found = await siteTables(server, prefix);
    return { ...found, views: await viewsOf(server, found) };
  });
  if (tables.length === 0) throw new DumpFailed(`There are no tables with the prefix "${prefix}".`);
  if (views.length > 0) {
    throw new DumpFailed(
      `The views ${views.join(', ')} read the site's tables, so that these could not be put back: drop them first.`,
    );
  }
  run.log(`Dumping ${tables.length} tables of ${connection.database} with ${tool}.`);
  await runTool(tool, {
    args: [
      '--format=custom',
      '--compress=1',
      '--lock-wait-timeout=60000',
      `--file=${file}`,
      // The sequences that belong to the tables come with them.
      ...tables.map((name) => `--table=${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`),
    ],
    signal: run.signal,
    env: environment(connection),
  });
  const list = await runTool('pg_restore', { args: ['--list', file], signal: run.signal });
  const data = list.match(/^\d+; .* TABLE DATA /gm)?.length ?? 0;
  if (data < tables.length) {
    throw new DumpFailed(`The dump holds ${data} tables of ${tables.length}.`);
  }
  return tables;
}

export async function restorePostgresql(
  tool: string,
  connection: PostgresConnection,
  prefix: string,
  dump: { file: string; tables: readonly string[] },
  run: BridgeRun,
): Promise<void> {
  await withPostgresql(connection, async (server) => {
    await endOtherRestore(server);
    const kept = new Set(dump.tables);
    const { schema, tables } = await siteTables(server, prefix);
    const later = tables.filter((name) => !kept.has(name));
    if (later.length > 0) {
      run.log(`Dropping ${later.length} tables that were made after the dump: ${later.join(', ')}`);
      const names = later.map((name) => `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`);
      await server.query(`DROP TABLE IF EXISTS ${names.join(', ')}`);
    }
  });
  run.log(`Restoring ${dump.tables.length} tables of ${connection.database} with ${tool}.`);
  const restore = (...how: string[]) =>
    runTool(tool, {
      args: ['--clean', '--if-exists', '--no-owner', ...how, `--dbname=${connection.database}`, dump.file],
      signal: run.signal,
      env: environment(connection),
    });
  try {
    await restore('--single-transaction');
  } catch (error) {
    if (!(error instanceof DumpFailed) || !error.message.includes('max_locks_per_transaction')) throw error;
    // All of it was rolled back. In pieces it is as good, for it can be done again from the start.
    run.log('The server has too few locks to restore all tables at once; they are restored one by one.');
    await restore('--exit-on-error');
  }
  // Without statistics the first pages would be slow.
  await withPostgresql(connection, (server) => server.query('ANALYZE'));
}

function environment({ host, port, socket, database, user, password }: PostgresConnection) {
  return {
    PGHOST: socket ?? host,
    PGPORT: String(port ?? 5432),
    PGDATABASE: database,
    PGUSER: user,
    PGPASSWORD: password,
    PGAPPNAME: APPLICATION,
    PGCONNECT_TIMEOUT: '10',
  };
}

async function withPostgresql<T>(
  { host, port, socket, database, user, password }: PostgresConnection,
  work: (server: pg.Client) => Promise<T>,
): Promise<T> {
  const server = new pg.Client({
    host: socket ?? host,
    port: port ?? 5432,
    database,
    user,
    password,
    connectionTimeoutMillis: 10_000,
  });
  // A connection that breaks fails its query; without a listener the process would end.
  server.on('error', () => undefined);
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}

/** A pg_restore whose agent was killed goes on by itself; it must not be in the way of the next one. */
async function endOtherRestore(server: pg.Client): Promise<void> {
  for (const end = Date.now() + LOCK_TIMEOUT; Date.now() < end; await setTimeout(200)) {
    const { rowCount } = await server.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = $1 AND datname = current_database()`,
      [APPLICATION],
    );
    if (!rowCount) return;
  }
  throw new DumpFailed('Another restore of this database is still running.');
}

async function siteTables(server: pg.Client, prefix: string): Promise<{ schema: string; tables: string[] }> {
  const { rows } = await server.query<{ schema: string; name: string }>(
    `SELECT schemaname AS schema, tablename AS name FROM pg_tables WHERE schemaname = current_schema()`,
  );
  const names = rows.map((row) => row.name);
  return { schema: rows[0]?.schema ?? 'public', tables: ownTables(names, prefix) };
}

async function viewsOf(
  server: pg.Client,
  { schema, tables }: { schema: string; tables: readonly string[] },
): Promise<string[]> {
  const { rows } = await server.query<{ name: string }>(
    `SELECT DISTINCT v.relname AS name FROM pg_depend d
      JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class
      JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace n ON n.oid = t.relnamespace
      WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
        AND v.oid <> t.oid AND n.nspname = $1 AND t.relname = ANY($2)`,
    [schema, tables],
  );
  return rows.map((row) => row.name);
}
