/** Opens the panel's database, embedded or given, brought up to date. */
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Logger } from '../../runtime/logger.js';
import { applyMigrations } from '../../runtime/migrations.js';
import { packageRoot } from '../../runtime/package-root.js';
import { StartError } from '../../runtime/start-error.js';
import { startEmbedded } from './embedded.js';
import { PrismaClient } from './generated/client.js';

export type Prisma = PrismaClient;
/** The client inside a transaction. */
export type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];

export interface Database {
  prisma: PrismaClient;
  pool: pg.Pool;
  embedded: boolean;
  close(): Promise<void>;
}

/** Any number, the same in every panel: only one of several brings the database up to date. */
const MIGRATION_LOCK = 7_315_001;
const CONNECT_TIMEOUT = 10_000;

/**
 * @param dataDir where the embedded database lies when `databaseUrl` is not given
 * @throws StartError when the folder is in use or the server cannot be reached
 */
export async function openDatabase(
  options: { dataDir: string; databaseUrl?: string },
  logger: Logger,
): Promise<Database> {
  const embedded = options.databaseUrl === undefined ? await startEmbedded(options.dataDir) : null;
  const pool = new pg.Pool({
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    ...(embedded?.connection ?? { connectionString: options.databaseUrl, max: 15 }),
    application_name: 'moopanel',
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', (err) => logger.warn({ err }, 'database connection lost'));
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end();
    await embedded?.stop();
    throw connectionError(error);
  }
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: false }),
    // The embedded database serves one transaction at a time; waiting for one's turn is no fault.
    transactionOptions: { maxWait: 30_000, timeout: 20_000 },
  });
  return {
    prisma,
    pool,
    embedded: embedded !== null,
    async close() {
      await prisma.$disconnect();
      await pool.end();
      await embedded?.stop();
    },
  };
}

async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      await applyMigrations(join(packageRoot(), 'prisma/panel/migrations'), {
        dialect: 'postgresql',
        run: async (sql) => void (await client.query(sql)),
        rows: async <T>(sql: string) => (await client.query(sql)).rows as T[],
      });
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    client.release();
  }
}

function connectionError(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  const refused = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', '28P01', '28000', '3D000'];
  if (typeof code === 'string' && refused.includes(code)) {
    return new StartError(
      `The database of DATABASE_URL cannot be opened (${code}): check address and account.`,
    );
  }
  return error;
}
