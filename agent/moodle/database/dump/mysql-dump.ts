/** MariaDB and MySQL: a gzipped text of statements. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { escapeId, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { BridgeRun } from '../../bridge-run.js';
import { DumpFailed } from './dump-failed.js';
import { withMysql, withOptionFile, type MysqlConnection } from './mysql-account.js';
import { ownTables } from './own-tables.js';
import { findTool, runTool } from './run-tool.js';

const commonArgs = ['--default-character-set=utf8mb4', '--max-allowed-packet=1G'];
const dumpArgs = [
  ...commonArgs,
  '--single-transaction',
  '--quick',
  '--skip-lock-tables',
  '--no-tablespaces',
  '--hex-blob',
];
/** What either tool writes last. */
const COMPLETED = '-- Dump completed';
/** Seconds to wait for a restore that was cut off to let go. */
const LOCK_TIMEOUT = 60;

export const mysqlTools = () =>
  Promise.all([findTool('mariadb-dump', 'mysqldump'), findTool('mariadb', 'mysql')]);

/** @returns the dumped tables */
export async function dumpMysql(
  tool: string,
  connection: MysqlConnection,
  prefix: string,
  file: string,
  run: BridgeRun,
): Promise<string[]> {
  const tables = await withMysql(connection, (server) => siteTables(server, prefix));
  if (tables.length === 0) throw new DumpFailed(`There are no tables with the prefix "${prefix}".`);
  run.log(`Dumping ${tables.length} tables of ${connection.database} with ${tool}.`);
  await withOptionFile(dirname(file), connection, (option) =>
    runTool(tool, {
      args: [option, ...dumpArgs, connection.database, ...tables],
      signal: run.signal,
      output: [createGzip({ level: 1 }), createWriteStream(file, { mode: 0o600 })],
    }),
  );
  await checkEnd(file, run.signal);
  return tables;
}

/** Reads the dump to its end: a full disk or a lost connection must not pass for a dump. */
async function checkEnd(file: string, signal: AbortSignal): Promise<void> {
  let end = '';
  const last = new Writable({
    write(chunk: Buffer, _encoding, done) {
      end = (end + chunk.subarray(-200).toString('latin1')).slice(-200);
      done();
    },
  });
  await pipeline(createReadStream(file), createGunzip(), last, { signal });
  if (!end.includes(COMPLETED)) throw new DumpFailed('The dump of the database was cut off.');
}

export async function restoreMysql(
  tool: string,
  connection: MysqlConnection,
  prefix: string,
  dump: { file: string; tables: readonly string[] },
  run: BridgeRun,
): Promise<void> {
  const lock = `moopanel_${createHash('sha1').update(`${connection.database}/${prefix}`).digest('hex')}`;
  await withMysql(connection, async (server) => {
    await endOtherRestore(server, lock);
    const kept = new Set(dump.tables);
    const later = (await siteTables(server, prefix)).filter((name) => !kept.has(name));
    if (later.length > 0) {
      run.log(`Dropping ${later.length} tables that were made after the dump: ${later.join(', ')}`);
      await server.query('SET FOREIGN_KEY_CHECKS = 0');
      await server.query(`DROP TABLE IF EXISTS ${later.map((name) => escapeId(name)).join(', ')}`);
    }
  });
  run.log(`Restoring ${dump.tables.length} tables of ${connection.database} with ${tool}.`);
  await withOptionFile(dirname(dump.file), connection, (option) =>
    runTool(tool, {
      args: [
        option,
        ...commonArgs,
        '--binary-mode',
        // Names this session, for a restore that has to take over from one whose agent was killed.
        `--init-command=DO GET_LOCK('${lock}', 0)`,
        connection.database,
      ],
      signal: run.signal,
      input: [createReadStream(dump.file), createGunzip()],
    }),
  );
}

/** The client of an agent that was killed may still be at its last statement. */
async function endOtherRestore(server: Connection, lock: string): Promise<void> {
  const holder = await value(server, 'SELECT IS_USED_LOCK(?)', [lock]);
  if (holder !== null) await server.query(`KILL ${Number(holder)}`).catch(() => undefined);
  const free = await value(server, 'SELECT GET_LOCK(?, ?)', [lock, LOCK_TIMEOUT]);
  if (Number(free) !== 1) throw new DumpFailed('Another restore of this database is still running.');
  await server.query('DO RELEASE_LOCK(?)', [lock]);
}

async function value(server: Connection, sql: string, values: unknown[]): Promise<unknown> {
  const [rows] = await server.query<RowDataPacket[]>(sql, values);
  return Object.values(rows[0] ?? {})[0] ?? null;
}

async function siteTables(server: Connection, prefix: string): Promise<string[]> {
  const [rows] = await server.query<RowDataPacket[]>(
    `SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'`,
  );
  return ownTables(
    rows.map((row) => String(row.name)),
    prefix,
  );
}
