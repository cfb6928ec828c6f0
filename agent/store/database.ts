/** Opens the agent's SQLite file: safe after kill -9 and power cuts, readable by its owner alone. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, type Client, type InStatement, type InArgs, type Transaction } from '@libsql/client';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import Database from 'libsql';
import { applyMigrations } from '../../runtime/migrations.js';
import { packageRoot } from '../../runtime/package-root.js';
import { StartError } from '../../runtime/start-error.js';
import { PrismaClient } from './generated/client.js';

/** Milliseconds to wait for another process (the command line beside a running agent) to end its transaction. */
const BUSY_TIMEOUT = 5000;

/** Every statement holds for one connection only, and is therefore said on each. */
const pragmas = [
  `PRAGMA busy_timeout = ${BUSY_TIMEOUT}`,
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  'PRAGMA foreign_keys = ON',
];

/**
 * libsql's own client opens a new connection after each transaction and loses the pragmas with the old one. Prisma's
 * adapter lets nothing else through while a transaction is open, so that one connection does for everything here.
 * IMMEDIATE takes the write lock at the start, where waiting for it is possible.
 */
class OneConnection {
  constructor(private readonly client: Client) {}

  execute(statement: InStatement | string, args?: InArgs) {
    return typeof statement === 'string'
      ? this.client.execute(statement, args)
      : this.client.execute(statement);
  }

  async transaction(): Promise<Pick<Transaction, 'execute' | 'commit' | 'rollback'>> {
    await this.client.execute('BEGIN IMMEDIATE');
    return {
      execute: (statement: InStatement) => this.client.execute(statement),
      commit: async () => void (await this.client.execute('COMMIT')),
      rollback: async () => void (await this.client.execute('ROLLBACK')),
    };
  }

  close(): void {
    this.client.close();
  }
}

class StoreAdapter extends PrismaLibSql {
  constructor(
    private readonly file: string,
    options: ConstructorParameters<typeof PrismaLibSql>[1],
  ) {
    super({ url: `file:${file}` }, options);
  }

  override async connect() {
    const connection = await super.connect();
    for (const sql of pragmas) await connection.executeRaw({ sql, args: [], argTypes: [] });
    return connection;
  }

  override createClient(): Client {
    return new OneConnection(createClient({ url: `file:${this.file}` })) as unknown as Client;
  }
}

function migrationDriver(database: Database.Database) {
  return {
    dialect: 'sqlite' as const,
    run: async (sql: string) => void database.exec(sql),
    rows: async <T>(sql: string) => database.prepare(sql).all() as T[],
  };
}

/**
 * Makes the agent's data folder (0700) when it is not there.
 * @throws StartError when it cannot be written to
 */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    chmodSync(dataDir, 0o700);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `The data folder ${dataDir} cannot be used (${reason}): set AGENT_DATA_DIR to one that this user owns.`,
    );
  }
}

/**
 * Opens `<dataDir>/agent.db` and brings it up to date.
 * @throws StartError when the folder or the file cannot be used, or a newer version made it
 */
export async function openDatabase(dataDir: string): Promise<PrismaClient> {
  prepareDataDir(dataDir);
  const file = join(dataDir, 'agent.db');
  let database: Database.Database;
  try {
    database = new Database(file);
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
    database.exec('PRAGMA foreign_keys = OFF');
    // SQLite gives its `-wal` and `-shm` files the mode of the database.
    chmodSync(file, 0o600);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`The agent's database ${file} cannot be opened (${reason}).`);
  }
  try {
    await applyMigrations(join(packageRoot(), 'prisma', 'agent', 'migrations'), migrationDriver(database));
  } finally {
    database.close();
  }
  const prisma = new PrismaClient({
    adapter: new StoreAdapter(file, { timestampFormat: 'unixepoch-ms' }),
    transactionOptions: { maxWait: 30_000, timeout: 60_000 },
  });
  await prisma.$connect();
  return prisma;
}
