import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import Database from 'libsql';
import { applyMigrations, type MigrationDriver } from './migrations.js';
import { StartError } from './start-error.js';

let folder: string;
let database: Database.Database;
let driver: MigrationDriver;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-migrations-'));
  database = new Database(':memory:');
  driver = {
    dialect: 'sqlite',
    run: async (sql) => void database.exec(sql),
    rows: async <T>(sql: string) => database.prepare(sql).all() as T[],
  };
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

async function migration(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
}
const tables = async () =>
  (
    await driver.rows<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB '[a-z]*'`,
    )
  ).map((t) => t.name);

test('applies each migration once, in order of their names', async () => {
  await migration('2_second', 'ALTER TABLE a RENAME TO b; CREATE TABLE c (id INTEGER);');
  await migration('1_first', 'CREATE TABLE a (id INTEGER);');
  expect(await applyMigrations(folder, driver)).toEqual(['1_first', '2_second']);
  expect(await tables()).toEqual(['b', 'c']);
  expect(await applyMigrations(folder, driver)).toEqual([]);
  await migration('3_third', 'DROP TABLE c;');
  expect(await applyMigrations(folder, driver)).toEqual(['3_third']);
  const [row] = await driver.rows<{ checksum: string; finished_at: string }>(
    'SELECT * FROM _prisma_migrations',
  );
  expect(row).toMatchObject({
    checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
    finished_at: expect.any(String),
  });
});

test('one that fails leaves nothing of itself, and what came before stays', async () => {
  await migration('1_first', 'CREATE TABLE a (id INTEGER);');
  await migration('2_bad', 'CREATE TABLE half (id INTEGER); CREATE TABLE a (id INTEGER);');
  await expect(applyMigrations(folder, driver)).rejects.toThrow(
    /^The migration 2_bad failed: .*already exists/,
  );
  expect(await tables()).toEqual(['a']);
  await migration('2_bad', 'CREATE TABLE whole (id INTEGER);');
  expect(await applyMigrations(folder, driver)).toEqual(['2_bad']);
});

test('a changed migration and a database of a newer version stop the start', async () => {
  await migration('1_first', 'CREATE TABLE a (id INTEGER);');
  await migration('2_second', 'CREATE TABLE b (id INTEGER);');
  await applyMigrations(folder, driver);
  await rm(join(folder, '2_second'), { recursive: true });
  await expect(applyMigrations(folder, driver)).rejects.toThrow(StartError);
  await expect(applyMigrations(folder, driver)).rejects.toThrow(
    'newer version of MooPanel (it knows 2_second)',
  );
  await migration('2_second', 'CREATE TABLE other (id INTEGER);');
  await expect(applyMigrations(folder, driver)).rejects.toThrow('2_second was changed');
});

test('a name that could be more than a name is refused', async () => {
  await migration("1'); DROP TABLE a", 'SELECT 1;');
  await expect(applyMigrations(folder, driver)).rejects.toThrow('misnamed');
});
