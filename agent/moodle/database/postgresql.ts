/** PostgreSQL through pg. */
import { PostgresDialect, type Dialect } from 'kysely';
import pg from 'pg';
import Cursor from 'pg-cursor';
import type { DatabaseConnection } from '../site.js';

type PostgresConnection = Extract<DatabaseConnection, { kind: 'mysql' | 'postgresql' }>;

/** Every value as the server wrote it. */
const asText = { getTypeParser: () => (value: string) => value };

/** @param size connections at most */
export function postgresqlDialect(connection: PostgresConnection, size: number): Dialect {
  const pool = new pg.Pool({
    host: connection.socket ?? connection.host,
    port: connection.port ?? 5432,
    user: connection.user,
    password: connection.password,
    database: connection.database,
    max: size,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types: asText,
    application_name: 'moopanel-agent',
  });
  // A connection that breaks is thrown away by the pool, and its query fails; without listeners the process would end.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    // Queued before the first query. A pooler between us may refuse it; the account's own rights still hold.
    client.query('SET default_transaction_read_only = on').catch(() => undefined);
  });
  return new PostgresDialect({ pool, cursor: Cursor });
}
