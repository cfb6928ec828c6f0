import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../runtime/package-root.js';
import { openStore, type AgentStore } from './store.js';

let folder: string;
let dataDir: string;
let now: Date;
let store: AgentStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-store-'));
  dataDir = join(folder, 'agent');
  now = new Date('2026-11-21T10:00:00Z');
  store = await openStore(dataDir, undefined, () => now);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

interface Column {
  name: string;
  type: string;
  notnull: bigint;
  pk: bigint;
}

/** What the schema file declares: model → field → how its column must be. */
async function declaredColumns() {
  const schema = await readFile(join(packageRoot(), 'prisma/agent/schema.prisma'), 'utf8');
  const types: Record<string, string> = {
    Int: 'INTEGER',
    String: 'TEXT',
    Float: 'REAL',
    DateTime: 'DATETIME',
    Boolean: 'BOOLEAN',
    BigInt: 'BIGINT',
  };
  const models = [...schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)];
  return models.map(([, model, body]) => {
    const fields = [...body!.matchAll(/^ {2}(\w+) +(\w+)(\?)?( .*)?$/gm)].filter(
      ([, , type]) => types[type!],
    );
    const indexes = [...body!.matchAll(/@@(index|unique)\(\[([^\]]*)\]\)/g)].map(
      ([, kind, columns]) => `${kind} ${columns!.replaceAll(' ', '')}`,
    );
    const uniques = fields
      .filter((field) => field[4]?.includes('@unique'))
      .map((field) => `unique ${field[1]}`);
    return {
      model: model!,
      columns: fields.map(
        ([, name, type, optional]) => `${name} ${types[type!]}${optional ? '' : ' NOT NULL'}`,
      ),
      indexes: [...indexes, ...uniques].sort(),
    };
  });
}

test('the migrations make what the schema says: tables, columns, types, indexes', async () => {
  const { prisma } = store;
  const tables = await prisma.$queryRawUnsafe<{ name: string }[]>(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' ESCAPE '\\'`,
  );
  const found = [];
  for (const { name } of tables) {
    const columns = await prisma.$queryRawUnsafe<Column[]>(`SELECT * FROM pragma_table_info('${name}')`);
    const indexes = await prisma.$queryRawUnsafe<{ name: string; unique: bigint; columns: string }[]>(
      `SELECT l.name, l."unique", (SELECT group_concat(name) FROM pragma_index_info(l.name)) AS columns
       FROM pragma_index_list('${name}') l WHERE l.origin = 'c'`,
    );
    found.push({
      model: name,
      columns: columns.map((c) => `${c.name} ${c.type}${Number(c.notnull) ? ' NOT NULL' : ''}`),
      indexes: indexes.map((i) => `${Number(i.unique) ? 'unique' : 'index'} ${i.columns}`).sort(),
    });
  }
  const byName = (a: { model: string }, b: { model: string }) => a.model.localeCompare(b.model);
  const declared = await declaredColumns();
  expect(declared.length).toBeGreaterThan(5);
  expect(found.sort(byName)).toEqual(declared.sort(byName));
});

test('survives a reopening, keeps to itself and stays crash-safe after a transaction', async () => {
  await store.settings.set('panel_url', 'https://panel.example.org');
  await store.prisma.$transaction(async (tx) => {
    await tx.setting.update({ where: { name: 'panel_url' }, data: { value: 'https://other.example.org' } });
  });
  const [mode] = await store.prisma.$queryRawUnsafe<{ journal_mode: string }[]>('PRAGMA journal_mode');
  const [sync] = await store.prisma.$queryRawUnsafe<{ synchronous: bigint }[]>('PRAGMA synchronous');
  const [busy] = await store.prisma.$queryRawUnsafe<{ timeout: bigint }[]>('PRAGMA busy_timeout');
  expect([mode?.journal_mode, Number(sync?.synchronous), Number(busy?.timeout)]).toEqual(['wal', 2, 5000]);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  for (const file of ['agent.db', 'agent.db-wal', 'seal.key']) {
    expect((await stat(join(dataDir, file))).mode & 0o777).toBe(0o600);
  }
  await store.close();
  store = await openStore(dataDir);
  expect(await store.settings.get('panel_url')).toBe('https://other.example.org');
});

test('a transaction that fails leaves nothing behind', async () => {
  await expect(
    store.prisma.$transaction(async (tx) => {
      await tx.setting.create({ data: { name: 'instance_id', value: '7' } });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await store.settings.get('instance_id')).toBeNull();
});

describe('keys', () => {
  const key = 'k'.repeat(43);

  test('only a hash is kept, expiry counts, a rotation ends with one key', async () => {
    await store.keys.ensure(key);
    expect(JSON.stringify(await store.prisma.apiKey.findMany())).not.toContain(key);
    expect(await store.keys.verify('wrong')).toBeNull();
    const found = await store.keys.verify(key);
    expect(found).toMatchObject({ expiresAt: null, expired: false });

    await store.keys.setExpiry(found!.id, new Date(now.getTime() + 1000));
    await store.keys.ensure(key);
    now = new Date(now.getTime() + 1000);
    expect(await store.keys.verify(key)).toMatchObject({ expired: true });

    await store.keys.ensure('second-key');
    expect(await store.keys.verify(key)).not.toBeNull();
    await store.keys.only('second-key');
    expect(await store.keys.verify(key)).toBeNull();
    expect(await store.keys.verify('second-key')).not.toBeNull();
  });
});

test('a sealed text opens with the same key and purpose only', () => {
  const sealed = store.seal.seal('task-payload', 'pässword');
  expect(sealed).not.toContain('pässword');
  expect(store.seal.open('task-payload', sealed)).toBe('pässword');
  expect(() => store.seal.open('task-result', sealed)).toThrow();
  expect(() => store.seal.open('task-payload', sealed.slice(0, -4) + 'AAAA')).toThrow();
});
