import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '../../runtime/logger.js';
import { packageRoot } from '../../runtime/package-root.js';
import { preparedDataDir } from '../testing/prepared-data.js';
import { openDatabase, type Database } from './database.js';

const silent = createLogger('test', 'silent');
let folder: string;
let database: Database;
beforeAll(async () => {
  folder = await preparedDataDir();
  database = await openDatabase({ dataDir: folder }, silent);
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const types: Record<string, string> = {
  String: 'text',
  Int: 'int4',
  BigInt: 'int8',
  Float: 'float8',
  Boolean: 'bool',
  DateTime: 'timestamptz',
  Json: 'jsonb',
  Bytes: 'bytea',
};

/** `Table.column type null?` of every scalar field of the schema. */
async function declared(): Promise<string[]> {
  const text = await readFile(join(packageRoot(), 'prisma/panel/schema.prisma'), 'utf8');
  return [...text.matchAll(/^model (\w+) \{$([\s\S]*?)^\}$/gm)].flatMap(([, model, body]) =>
    [...(body ?? '').matchAll(/^ {2}(\w+) +(\w+)(\[\])?(\?)?( .*)?$/gm)]
      .filter(([, , type]) => Object.hasOwn(types, type ?? ''))
      .map(([, name, type, many, optional]) => {
        const column = types[type ?? ''];
        return `${model}.${name} ${many ? `_${column}` : column}${optional || many ? '?' : ''}`;
      }),
  );
}

test('the migrations make the tables and columns that the schema speaks of, and no others', async () => {
  const { rows } = await database.pool.query<{ text: string }>(`
    SELECT table_name || '.' || column_name || ' ' || udt_name || CASE WHEN is_nullable = 'YES' THEN '?' ELSE '' END AS text
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'`);
  const wanted = await declared();
  expect(wanted.length).toBeGreaterThan(100);
  expect(rows.map((row) => row.text).sort()).toEqual(wanted.sort());
});

test('one open backup of a course, whatever is tried', async () => {
  const { prisma } = database;
  const site = await prisma.instance.create({
    data: { name: 'x', url: 'http://x', sealedKey: '', keyDigest: '' },
  });
  const task = {
    instanceId: site.id,
    type: 'backup_course',
    courseId: 2,
    requestKey: 'k',
    order: {},
    nextPollAt: new Date(),
  };
  await prisma.task.create({ data: task });
  await expect(prisma.task.create({ data: task })).rejects.toMatchObject({ code: 'P2002' });
  await prisma.task.create({ data: { ...task, status: 'failed' } });
});

test('a second panel on the folder is refused in one line, and a first that ended is not in the way', async () => {
  await expect(openDatabase({ dataDir: folder }, silent)).rejects.toThrow(
    /Another panel is running on .*: stop it/,
  );
  const other = await preparedDataDir();
  await (await openDatabase({ dataDir: other }, silent)).close();
  await (await openDatabase({ dataDir: other }, silent)).close();
  await rm(other, { recursive: true, force: true });
});

test('a folder whose path is too long for a socket works all the same', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'moopanel-long-'));
  const long = join(parent, 'x'.repeat(120));
  const opened = await openDatabase({ dataDir: long }, silent);
  expect((await opened.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await opened.close();
  await rm(parent, { recursive: true, force: true });
}, 60_000);
