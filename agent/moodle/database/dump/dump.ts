/**
 * A copy of the site's database for the time of a change of its code, and the way back to it. It is made and put back with
 * the account of config.php: one that may only read, or a replica behind the truth, must not decide about what can be
 * put back. Only the tables of the site's prefix are touched.
 */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BridgeError } from '../../bridge.js';
import type { BridgeRun } from '../../bridge-run.js';
import type { DatabaseConnection, SiteConfig } from '../../site.js';
import { DumpFailed } from './dump-failed.js';
import { dumpMysql, mysqlTools, restoreMysql } from './mysql-dump.js';
import { dumpPostgresql, postgresqlTools, restorePostgresql } from './postgresql-dump.js';
import { dumpSqlite, restoreSqlite } from './sqlite-dump.js';

export { DumpFailed } from './dump-failed.js';

/** Can be kept as JSON: with it a restarted agent puts the database back. */
export interface DatabaseDump {
  kind: DatabaseConnection['kind'];
  /** Absolute. */
  file: string;
  /** Bytes. */
  size: number;
  /** Names with their prefix. Tables of the site that are not among them were made later and go when it is restored. */
  tables: string[];
}

type DumpedSite = Pick<SiteConfig, 'ownConnection' | 'prefix'>;

/**
 * Dumps the site's tables into a file, whose folder is made where it is missing; nobody but the agent may read either.
 * @returns null where the tools for it are not on the agent's machine
 * @throws DumpFailed, BridgeError `aborted`; the file is not there then
 */
export async function dumpDatabase(
  { ownConnection, prefix }: DumpedSite,
  file: string,
  run: BridgeRun,
): Promise<DatabaseDump | null> {
  const part = `${file}.part`;
  return orAborted(run, async () => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await rm(part, { force: true });
    // The tools keep the rights of a file that is there.
    await writeFile(part, '', { mode: 0o600 });
    try {
      const tables = await dumpInto(part, ownConnection, prefix, run);
      if (tables === null) return null;
      const { size } = await stat(part);
      if (size === 0) throw new DumpFailed('The dump of the database is empty.');
      await rename(part, file);
      return { kind: ownConnection.kind, file, size, tables };
    } finally {
      await rm(part, { force: true });
    }
  });
}

async function dumpInto(
  part: string,
  connection: DatabaseConnection,
  prefix: string,
  run: BridgeRun,
): Promise<string[] | null> {
  if (connection.kind === 'sqlite') return dumpSqlite(connection.file, prefix, part);
  const [dump, restore] = await toolsFor(connection.kind);
  // A dump that could not be put back is none.
  if (dump === null || restore === null) return null;
  const make = connection.kind === 'mysql' ? dumpMysql : dumpPostgresql;
  return make(dump, connection, prefix, part, run);
}

/**
 * Puts the tables back as they were and drops those of the site that came later. When it was cut off, at whatever point,
 * doing it again makes it whole.
 * @throws DumpFailed, BridgeError `aborted`; the database may be half of either state then
 */
export async function restoreDatabase(
  { ownConnection, prefix }: DumpedSite,
  dump: DatabaseDump,
  run: BridgeRun,
): Promise<void> {
  await orAborted(run, async () => {
    if (ownConnection.kind !== dump.kind) throw new DumpFailed('The dump is of another kind of database.');
    if (ownConnection.kind === 'sqlite') return restoreSqlite(ownConnection.file, prefix, dump.file);
    const [, restore] = await toolsFor(ownConnection.kind);
    if (restore === null)
      throw new DumpFailed('The tools that restore the dump are not on this machine any more.');
    const put = ownConnection.kind === 'mysql' ? restoreMysql : restorePostgresql;
    await put(restore, ownConnection, prefix, dump, run);
  });
}

/** The tools to dump and to restore; null for one that is missing. */
export function toolsFor(kind: 'mysql' | 'postgresql'): Promise<[string | null, string | null]> {
  return kind === 'mysql' ? mysqlTools() : postgresqlTools();
}

/** Whatever fails because it was stopped has been stopped; what else fails is told in one kind of error. */
async function orAborted<T>(run: BridgeRun, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (run.signal.aborted)
      throw new BridgeError('aborted', 'Stopped while the database was dumped or restored.');
    if (error instanceof DumpFailed) throw error;
    throw new DumpFailed(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
