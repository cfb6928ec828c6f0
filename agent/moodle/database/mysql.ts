/** MariaDB and MySQL through mysql2. */
import { MysqlDialect, type Dialect } from 'kysely';
import { createPool, type Pool, type TypeCastField } from 'mysql2';
import type { DatabaseConnection } from '../site.js';

type MysqlConnection = Extract<DatabaseConnection, { kind: 'mysql' | 'postgresql' }>;

/** @param size connections at most */
export function mysqlDialect(connection: MysqlConnection, size: number): Dialect {
  // Made at the first query: a pool has a timer, and one that was never used is never closed.
  return new MysqlDialect({ pool: () => Promise.resolve(openPool(connection, size)) });
}

function openPool(connection: MysqlConnection, size: number): Pool {
  const pool = createPool({
    ...(connection.socket !== undefined
      ? { socketPath: connection.socket }
      : { host: connection.host, port: connection.port ?? 3306 }),
    user: connection.user,
    password: connection.password,
    database: connection.database,
    charset: 'utf8mb4',
    connectionLimit: size,
    maxIdle: 1,
    idleTimeout: 60_000,
    connectTimeout: 5_000,
    enableKeepAlive: true,
    // Numbers, dates and long integers come as the server wrote them.
    typeCast: (field: TypeCastField) => field.string(),
  });
  pool.on('connection', (session) => {
    const failed = (error: unknown) => {
      if (error) session.destroy();
    };
    // The driver escapes values with backslashes, which a server in NO_BACKSLASH_ESCAPES would take literally.
    session.query("SET SESSION sql_mode = 'STRICT_ALL_TABLES'", failed);
    session.query('SET SESSION TRANSACTION READ ONLY', failed);
  });
  return pool;
}
