/** How much the site's tables take on its database server. */
import { stat } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Site } from '../../site.js';
import { ownTables } from './own-tables.js';

/**
 * @returns bytes, as the server estimates them
 * @throws MoodleUnavailable
 */
export async function databaseSize({ config, database }: Pick<Site, 'config' | 'database'>): Promise<number> {
  const { connection, prefix } = config;
  if (connection.kind === 'sqlite') return (await stat(connection.file)).size;
  const query = {
    mysql: sql<{ name: string; bytes: string | null }>`select table_name as name,
      data_length + index_length as bytes from information_schema.tables where table_schema = database()`,
    postgresql: sql<{ name: string; bytes: string | null }>`select tablename as name,
      pg_total_relation_size(format('%I.%I', schemaname, tablename)::regclass) as bytes
      from pg_tables where schemaname = current_schema()`,
  }[connection.kind];
  const { rows } = await query.execute(database.db);
  const bytes = new Map(rows.map((row) => [row.name, Number(row.bytes ?? 0)]));
  return ownTables([...bytes.keys()], prefix).reduce((sum, name) => sum + bytes.get(name)!, 0);
}
