/** Databases on a real PostgreSQL for tests, cloned from one that is up to date. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createLogger } from '../../runtime/logger.js';
import { openDatabase } from '../db/database.js';

/** An account that may create databases. */
export const { TEST_POSTGRES_URL } = process.env;

const TEMPLATE = `moopanel_template_${process.pid}_${randomBytes(3).toString('hex')}`;
let made: Promise<void> | undefined;
/** Clones that are still in use; the template goes with the last one. */
let clones = 0;

export interface ClonedDatabase {
  url: string;
  /** Runs statements as an administrator of the server, on a connection of its own to this database. */
  query<T>(sql: string, values?: unknown[]): Promise<T[]>;
  /** Removes the database whoever is connected to it, and with the last one the template. */
  drop(): Promise<void>;
}

async function run<T>(url: string, sql: string, values?: unknown[]): Promise<T[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'moopanel-test' });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as T[];
  } finally {
    await client.end();
  }
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function makeTemplate(serverUrl: string): Promise<void> {
  await run(serverUrl, `CREATE DATABASE ${TEMPLATE}`);
  const options = { dataDir: '', databaseUrl: urlOf(serverUrl, TEMPLATE) };
  await (await openDatabase(options, createLogger('test', 'silent'))).close();
}

/** @returns a new database with the panel's tables */
export async function clonedDatabase(serverUrl: string): Promise<ClonedDatabase> {
  clones++;
  await (made ??= makeTemplate(serverUrl));
  const name = `moopanel_test_${randomBytes(6).toString('hex')}`;
  await run(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const url = urlOf(serverUrl, name);
  return {
    url,
    query: (sql, values) => run(url, sql, values),
    async drop() {
      await run(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
      if (--clones > 0) return;
      made = undefined;
      await run(serverUrl, `DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
    },
  };
}
