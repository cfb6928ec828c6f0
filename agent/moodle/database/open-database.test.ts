import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  createFixture,
  databaseKinds,
  TEST_PREFIX,
  type TestDatabase,
} from '../../testing/test-databases.js';
import type { DatabaseConnection } from '../site.js';
import { MoodleUnavailable } from '../unavailable.js';
import type { MoodleDatabase } from './database.js';
import { openDatabase } from './open-database.js';

describe.each(databaseKinds())('the site database on $name', (kind) => {
  let fixture: TestDatabase;
  let database: MoodleDatabase;

  beforeAll(async () => {
    fixture = await createFixture(kind);
    database = openDatabase(fixture.connection, TEST_PREFIX);
  });
  afterAll(async () => {
    await database.close();
    await fixture.drop();
  });

  test('gives every value as text or null', async () => {
    const row = await database.db.selectFrom('user').selectAll().where('id', '=', '3').executeTakeFirst();
    expect(row).toMatchObject({ id: '3', deleted: '0', lastname: 'Žižek', description: null });
    const count = await database.db
      .selectFrom('user')
      .select((q) => q.fn.countAll().as('n'))
      .execute();
    expect(count).toEqual([{ n: '7' }]);
  });

  test('adds the prefix in joins, aliases, sub-queries, with-queries and raw table names', async () => {
    const { db } = database;
    const joined = await db
      .selectFrom('course')
      .innerJoin('course_categories as cc', 'cc.id', 'course.category')
      .select(['course.id', 'cc.name'])
      .orderBy('course.id')
      .execute();
    expect(joined.map((row) => row.id)).toEqual(['2', '3']);
    const inside = await db
      .with('visible', (q) => q.selectFrom('course').select('id').where('visible', '=', '1'))
      .selectFrom('visible')
      .innerJoin('course', 'course.id', 'visible.id')
      .select('course.shortname')
      .where('course.category', 'in', db.selectFrom('course_categories').select('id'))
      .execute();
    expect(inside).toEqual([{ shortname: 'C2' }]);
    const raw = await sql<{ n: string }>`select count(*) as n from ${sql.table('course')}`.execute(db);
    expect(raw.rows).toEqual([{ n: '3' }]);
  });

  test('knows the real columns of a table, in their order, and none of a table that is not there', async () => {
    expect((await database.columns('user')).slice(0, 3)).toEqual(['id', 'auth', 'gender']);
    expect(await database.columns('nothing')).toEqual([]);
  });

  test('frees the connection of a list that nobody reads to its end', async () => {
    for (let i = 0; i < 10; i++) {
      for await (const row of database.stream(database.db.selectFrom('user').selectAll().orderBy('id'))) {
        expect(row.id).toBe('1');
        break;
      }
    }
    const ids: unknown[] = [];
    for await (const row of database.stream(database.db.selectFrom('user').select('id').orderBy('id'))) {
      ids.push(row.id);
    }
    expect(ids).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  });

  test('takes values as values, whatever they hold', async () => {
    const nasty = `x' OR '1'='1 \\' OR 1=1 -- "`;
    const found = database.db.selectFrom('user').select('id').where('firstname', '=', nasty).execute();
    expect(await found).toEqual([]);
  });

  test('tells a wrong query from a database that is away', async () => {
    const wrong = database.db.selectFrom('nothing').selectAll().execute();
    await expect(wrong).rejects.not.toBeInstanceOf(MoodleUnavailable);
    await expect(wrong).rejects.toThrow(/nothing/);
    await expect(database.ping()).resolves.toBeUndefined();
  });

  (kind.name === 'SQLite' ? test.skip : test)('cannot write to the site', async () => {
    const write = database.db.insertInto('config').values({ id: 99, name: 'x', value: 'y' }).execute();
    await expect(write).rejects.toThrow(/read[- ]only/i);
  });

  (kind.name === 'SQLite' ? test.skip : test)('comes back by itself after the server was away', async () => {
    const server = fixture.connection as Extract<DatabaseConnection, { host: string }>;
    const port = server.port ?? (server.kind === 'mysql' ? 3306 : 5432);
    const proxy = await startProxy(server.host, port, 0);
    const own = openDatabase({ ...server, host: '127.0.0.1', port: proxy.port }, TEST_PREFIX);
    try {
      await own.ping();
      await proxy.stop();
      await expect(own.ping()).rejects.toBeInstanceOf(MoodleUnavailable);
      await expect(own.stream(own.db.selectFrom('user').selectAll()).next()).rejects.toBeInstanceOf(
        MoodleUnavailable,
      );
      const again = await startProxy(server.host, port, proxy.port);
      await own.ping();
      await own.close();
      await again.stop();
    } finally {
      await proxy.stop();
    }
  });
});

describe('a database that cannot be reached', () => {
  let database: MoodleDatabase | undefined;
  afterEach(() => database?.close());

  const account = { database: 'moodle', user: 'moodle', password: 'canary' };
  const cases: [string, DatabaseConnection][] = [
    ['MariaDB on a closed port', { kind: 'mysql', host: '127.0.0.1', port: 1, ...account }],
    [
      'MariaDB on a missing socket',
      { kind: 'mysql', host: '', socket: '/nonexistent/mysqld.sock', ...account },
    ],
    ['PostgreSQL on a closed port', { kind: 'postgresql', host: '127.0.0.1', port: 1, ...account }],
    ['PostgreSQL on a missing socket', { kind: 'postgresql', host: '', socket: '/nonexistent', ...account }],
    ['SQLite in a missing folder', { kind: 'sqlite', file: '/nonexistent/moodle.sqlite' }],
  ];

  test.each(cases)('%s', async (_name, connection) => {
    database = openDatabase(connection, 'mdl_');
    await expect(database.ping()).rejects.toBeInstanceOf(MoodleUnavailable);
    await expect(database.columns('user')).rejects.toBeInstanceOf(MoodleUnavailable);
    // The second try is a new one, not the memory of the first.
    await expect(database.ping()).rejects.toBeInstanceOf(MoodleUnavailable);
  });
});

/** Passes bytes through to a server until it is stopped; then all its connections break. */
async function startProxy(host: string, port: number, listenOn: number) {
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connect(port, host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(listenOn, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
