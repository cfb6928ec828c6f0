/** Databases on a real PostgreSQL for tests, cloned from one that is up to date. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createLogger } from '../../runtime/logger.js';
import { openDatabase } from '../db/database.js';

const TEMPLATE = `moopanel_template_${process.pid}`;
let made: Promise<void> | undefined;

async function withServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** @returns a URL of a new database, and what drops it */
export async function clonedDatabase(serverUrl: string): Promise<{ url: string; drop(): Promise<void> }> {
  made ??= (async () => {
    await withServer(serverUrl, `DROP DATABASE IF EXISTS ${TEMPLATE}`);
    await withServer(serverUrl, `CREATE DATABASE ${TEMPLATE}`);
    const options = { dataDir: '', databaseUrl: urlOf(serverUrl, TEMPLATE) };
    await (await openDatabase(options, createLogger('test', 'silent'))).close();
  })();
  await made;
  const name = `moopanel_test_${randomBytes(6).toString('hex')}`;
  await withServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return {
    url: urlOf(serverUrl, name),
    drop: () => withServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}
