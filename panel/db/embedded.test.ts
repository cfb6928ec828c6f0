import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger.js';
import { openDatabase, type Database } from './database.js';

let folder: string;
let database: Database;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-db-'));
  database = await openDatabase({ dataDir: folder }, createLogger('test', 'silent'));
}, 60_000);
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** Statements of different shapes, as the panel's own are: each says which one it was. */
async function ask(n: number): Promise<number | undefined> {
  switch (n % 5) {
    case 0:
      return database.prisma.$transaction(async (tx) => {
        await tx.auditEntry.count();
        return (await tx.$queryRaw<{ n: number }[]>`SELECT ${n}::int AS n`)[0]?.n;
      });
    case 1:
      return (
        (await database.prisma.rateCount.findMany({ where: { key: { in: [`a${n}`, `b${n}`] } } })).length + n
      );
    case 2:
      return (
        await database.pool.query<{ n: number }>('SELECT $1::int AS n, $2::text AS t', [
          n,
          'x'.repeat(n * 50),
        ])
      ).rows[0]?.n;
    case 3:
      // A statement that fails, in the middle of the others.
      return database.pool.query('SELECT 1 / ($1::int - $1::int)', [n]).then(
        () => undefined,
        () => n,
      );
    default:
      return (await database.pool.query<{ n: number }>('SELECT $1::int AS n', [n])).rows[0]?.n;
  }
}

test('in a crowd on the embedded database, failing statements among them, each gets its own answer', async () => {
  const numbers = Array.from({ length: 600 }, (_, n) => n);
  expect(await Promise.all(numbers.map(ask))).toEqual(numbers);
});
