/**
 * The databases that tests run against: SQLite always, a real MariaDB and PostgreSQL where TEST_MARIADB_URL and
 * TEST_POSTGRES_URL name an account that may create databases.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { DatabaseConnection } from '../moodle/site.js';
import { fixtureStatements } from './moodle-tables.js';

export const TEST_PREFIX = 'mo_';

export interface TestDatabase {
  readonly connection: DatabaseConnection;
  /** Runs statements as the database's owner, which the agent's read-only session may not. */
  run(...statements: string[]): Promise<void>;
  drop(): Promise<void>;
}

export interface DatabaseKind {
  readonly name: string;
  /** An empty database of its own. */
  create(): Promise<TestDatabase>;
}

export const { TEST_MARIADB_URL, TEST_POSTGRES_URL, GOLDEN_DIR } = process.env;

/** The kinds to pass to `describe.each`. Says once which are left out. */
export function databaseKinds(): DatabaseKind[] {
  const kinds: DatabaseKind[] = [{ name: 'SQLite', create: createSqlite }];
  if (TEST_MARIADB_URL) kinds.push({ name: 'MariaDB', create: () => createMariadb(TEST_MARIADB_URL) });
  if (TEST_POSTGRES_URL) kinds.push({ name: 'PostgreSQL', create: () => createPostgres(TEST_POSTGRES_URL) });
  const missing = [
    TEST_MARIADB_URL ? [] : ['MariaDB (TEST_MARIADB_URL)'],
    TEST_POSTGRES_URL ? [] : ['PostgreSQL (TEST_POSTGRES_URL)'],
  ].flat();
  // eslint-disable-next-line no-console -- whoever runs the tests must see it
  if (missing.length > 0) console.warn(`SKIPPED on ${missing.join(' and ')}: not set.`);
  return kinds;
}

/** A database with the tables of `moodle-tables.ts`. */
export async function createFixture(kind: DatabaseKind): Promise<TestDatabase> {
  const database = await kind.create();
  await database.run(...fixtureStatements(TEST_PREFIX, database.connection.kind === 'mysql'));
  return database;
}

const freshName = () => `moopanel_test_${randomUUID().replaceAll('-', '')}`;

/** A file in a temporary folder. */
export async function createSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'moopanel-sqlite-'));
  const file = join(folder, 'moodle.sqlite');
  return {
    connection: { kind: 'sqlite', file },
    async run(...statements) {
      const database = new Database(file);
      for (const statement of statements) database.exec(statement);
      database.close();
    },
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Host, port and account of a server's address. */
function parts(url: string) {
  const { hostname, port, username, password } = new URL(url);
  return {
    host: hostname,
    port: port === '' ? undefined : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
}

/** @param url an account that may create databases */
export async function createMariadb(url: string): Promise<TestDatabase> {
  const database = freshName();
  const owner = await mysql.createConnection({ ...parts(url), multipleStatements: true, charset: 'utf8mb4' });
  await owner.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  await owner.query(`USE ${database}`);
  return {
    connection: { kind: 'mysql', database, ...parts(url) },
    async run(...statements) {
      for (const statement of statements) await owner.query(statement);
    },
    async drop() {
      await owner.query(`DROP DATABASE ${database}`);
      await owner.end();
    },
  };
}

/** @param url an account that may create databases */
export async function createPostgres(url: string): Promise<TestDatabase> {
  const database = freshName();
  const server = new pg.Client({ ...parts(url), database: 'postgres' });
  await server.connect();
  await server.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'`);
  const owner = new pg.Client({ ...parts(url), database });
  await owner.connect();
  return {
    connection: { kind: 'postgresql', database, ...parts(url) },
    async run(...statements) {
      for (const statement of statements) await owner.query(statement);
    },
    async drop() {
      await owner.end();
      await server.query(`DROP DATABASE ${database} WITH (FORCE)`);
      await server.end();
    },
  };
}
