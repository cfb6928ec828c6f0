/**
 * Applies the SQL files of `prisma/<program>/migrations` at start. Prisma's own engine for that is a separate binary
 * that is fetched from the network, so the files are run here; the bookkeeping is Prisma's, so that its tools agree.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from './start-error.js';

/** One connection to the database; all calls go to the same one, since transactions span several. */
export interface MigrationDriver {
  readonly dialect: 'sqlite' | 'postgresql';
  /** Runs one statement or a script of several. */
  run(sql: string): Promise<void>;
  rows<T>(sql: string): Promise<T[]>;
}

interface AppliedMigration {
  migration_name: string;
  checksum: string;
}

const bookkeeping = {
  sqlite: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" TEXT PRIMARY KEY NOT NULL,
    "checksum" TEXT NOT NULL,
    "finished_at" DATETIME,
    "migration_name" TEXT NOT NULL,
    "logs" TEXT,
    "rolled_back_at" DATETIME,
    "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
  )`,
  postgresql: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`,
} as const;

async function readMigrations(folder: string): Promise<{ name: string; sql: string; checksum: string }[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      // The name goes into a statement as text, the two dialects having no placeholder in common.
      if (!/^\w+$/.test(name))
        throw new StartError(`The migration folder ${join(folder, name)} is misnamed.`);
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * Brings a database up to date, one transaction for each migration.
 * @param folder holds `<name>/migration.sql`
 * @returns names of the migrations that were applied now
 * @throws StartError when the database was made by a newer version, or by a migration that reads differently now
 */
export async function applyMigrations(folder: string, driver: MigrationDriver): Promise<string[]> {
  const migrations = await readMigrations(folder);
  await driver.run(bookkeeping[driver.dialect]);
  const rows = await driver.rows<AppliedMigration>(
    'SELECT "migration_name", "checksum" FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL',
  );
  const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]));

  const strangers = [...applied.keys()].filter((name) => !migrations.some((m) => m.name === name));
  if (strangers.length > 0) {
    throw new StartError(
      `The database was made by a newer version of MooPanel (it knows ${strangers.join(', ')}): install that version.`,
    );
  }

  const done: string[] = [];
  for (const { name, sql, checksum } of migrations) {
    const known = applied.get(name);
    if (known === checksum) continue;
    if (known !== undefined) {
      throw new StartError(
        `The migration ${name} was changed after it had been applied to this database: restore the file or the database.`,
      );
    }
    await driver.run(driver.dialect === 'sqlite' ? 'BEGIN IMMEDIATE' : 'BEGIN');
    try {
      await driver.run(sql);
      await driver.run(
        `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
         VALUES ('${randomUUID()}', '${checksum}', '${name}', CURRENT_TIMESTAMP, 1)`,
      );
      await driver.run('COMMIT');
    } catch (error) {
      await driver.run('ROLLBACK').catch(() => undefined);
      throw new Error(`The migration ${name} failed: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
    done.push(name);
  }
  return done;
}
