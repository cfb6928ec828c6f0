/** SQLite, the database of the sample site: a copy of the file, and back again within one transaction. */
import Database from 'libsql';
import { DumpFailed } from './dump-failed.js';
import { ownTables } from './own-tables.js';

interface SchemaRow {
  type: string;
  name: string;
  tbl_name: string;
  sql: string | null;
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Opens it for as long as `work` takes. */
function withSqlite<T>(file: string, work: (database: Database.Database) => T): T {
  const database = new Database(file);
  try {
    database.pragma('busy_timeout = 10000');
    return work(database);
  } finally {
    database.close();
  }
}

const schemaOf = (database: Database.Database, schema: string) =>
  database.prepare(`SELECT type, name, tbl_name, sql FROM ${schema}.sqlite_master`).all() as SchemaRow[];

function siteTables(rows: readonly SchemaRow[], prefix: string): string[] {
  const names = rows.filter(({ type, name }) => type === 'table' && !name.startsWith('sqlite_'));
  return ownTables(
    names.map(({ name }) => name),
    prefix,
  );
}

/** @returns the dumped tables */
export function dumpSqlite(file: string, prefix: string, target: string): string[] {
  withSqlite(file, (database) => database.prepare('VACUUM INTO ?').run([target]));
  return withSqlite(target, (copy) => {
    const check = copy.pragma('quick_check', { simple: true }) as unknown;
    const said = typeof check === 'object' && check !== null ? Object.values(check)[0] : check;
    if (said !== 'ok') throw new DumpFailed(`The copy of the database is damaged: ${String(said)}.`);
    return siteTables(schemaOf(copy, 'main'), prefix);
  });
}

/** Other connections see the old state or the new one, nothing between. */
export function restoreSqlite(file: string, prefix: string, dump: string): void {
  withSqlite(file, (database) => {
    database.prepare('ATTACH ? AS dump').run([dump]);
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const name of siteTables(schemaOf(database, 'main'), prefix)) {
        database.exec(`DROP TABLE main.${quoted(name)}`);
      }
      const rows = schemaOf(database, 'dump');
      const tables = new Set(siteTables(rows, prefix));
      const ours = rows.filter((row) => tables.has(row.tbl_name) && row.sql !== null);
      for (const { sql, name } of ours.filter(({ type }) => type === 'table')) {
        database.exec(sql!);
        database.exec(`INSERT INTO main.${quoted(name)} SELECT * FROM dump.${quoted(name)}`);
      }
      for (const { sql } of ours.filter(({ type }) => type !== 'table')) database.exec(sql!);
      if (rows.some(({ name }) => name === 'sqlite_sequence')) {
        database.exec('DELETE FROM main.sqlite_sequence');
        database.exec('INSERT INTO main.sqlite_sequence SELECT * FROM dump.sqlite_sequence');
      }
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  });
}
