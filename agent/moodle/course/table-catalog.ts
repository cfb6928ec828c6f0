/** Every table of a site with its columns, so that plugins nobody has heard of are looked at, too. */
import { sql } from 'kysely';
import type { MoodleDatabase } from '../database/database.js';

/** `integer` can be summed exactly; `text` can be hashed; the rest is left alone. */
export type ColumnKind = 'integer' | 'text' | 'other';
/** Tables by their names without prefix. */
export type TableCatalog = ReadonlyMap<string, ReadonlyMap<string, ColumnKind>>;

/** Milliseconds that a catalog is believed: a plugin may be installed at any time. */
const TTL = 5 * 60_000;
const known = new WeakMap<MoodleDatabase, { catalog: Promise<TableCatalog>; at: number }>();

interface ColumnRow {
  table_name: string;
  column_name: string;
  data_type: string;
}

/** The site's tables; kept for five minutes. */
export function tableCatalog(database: MoodleDatabase, prefix: string): Promise<TableCatalog> {
  const kept = known.get(database);
  if (kept && Date.now() - kept.at < TTL) return kept.catalog;
  const catalog = readCatalog(database, prefix);
  known.set(database, { catalog, at: Date.now() });
  // A failure is not kept.
  catalog.catch(() => known.delete(database));
  return catalog;
}

/** Forgets what is kept: a table that it names is gone. */
export function forgetCatalog(database: MoodleDatabase): void {
  known.delete(database);
}

async function readCatalog({ db, kind }: MoodleDatabase, prefix: string): Promise<TableCatalog> {
  // Underscores are wildcards of LIKE; the exact prefix is looked for below.
  const like = `${prefix}%`;
  const query = {
    mysql: sql<ColumnRow>`select table_name as table_name, column_name as column_name, data_type as data_type
      from information_schema.columns where table_schema = database() and table_name like ${like}`,
    postgresql: sql<ColumnRow>`select table_name, column_name, data_type
      from information_schema.columns where table_schema = current_schema() and table_name like ${like}`,
    sqlite: sql<ColumnRow>`select m.name as table_name, c.name as column_name, lower(c.type) as data_type
      from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and m.name like ${like}`,
  }[kind];
  const catalog = new Map<string, Map<string, ColumnKind>>();
  for (const row of (await query.execute(db)).rows) {
    const [table, column] = [row.table_name.toLowerCase(), row.column_name.toLowerCase()];
    if (!table.startsWith(prefix) || !/^[a-z0-9_]+$/.test(table) || !/^[a-z0-9_]+$/.test(column)) continue;
    const name = table.slice(prefix.length);
    const columns = catalog.get(name) ?? new Map<string, ColumnKind>();
    columns.set(column, kindOf(row.data_type.toLowerCase()));
    catalog.set(name, columns);
  }
  return catalog;
}

function kindOf(type: string): ColumnKind {
  if (/int/.test(type)) return 'integer';
  return /char|text/.test(type) ? 'text' : 'other';
}
