/**
 * A real Moodle's database and what its plugin answered. Needs GOLDEN_DIR and TEST_MARIADB_URL; for the same site on
 * PostgreSQL, TEST_POSTGRES_URL and the client `psql`. Plugins and core need that Moodle's code and are not asked for.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { outlineOf } from '../migration/testing/outline.js';
import { fixtureSite } from '../testing/fixture-site.js';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import {
  createMariadb,
  createPostgres,
  GOLDEN_DIR,
  TEST_MARIADB_URL,
  TEST_POSTGRES_URL,
  type TestDatabase,
} from '../testing/test-databases.js';

interface Exchange {
  name: string;
  request: { method: string; path: string; body?: unknown; key?: string | null };
  response: { status: number; body: unknown };
  compare: 'exact' | 'shape' | 'plugins' | 'status';
}
interface Recording {
  wwwroot: string;
  exchanges: Exchange[];
}

if (!GOLDEN_DIR || !TEST_MARIADB_URL) {
  console.warn('SKIPPED: the replay of a real Moodle (GOLDEN_DIR or TEST_MARIADB_URL is not set).');
}
if (!GOLDEN_DIR || !TEST_POSTGRES_URL) {
  console.warn('SKIPPED: a real Moodle on PostgreSQL (GOLDEN_DIR or TEST_POSTGRES_URL is not set).');
}

const dump = (file: string) => gunzipSync(readFileSync(join(GOLDEN_DIR!, file))).toString('utf8');
const recording = () =>
  JSON.parse(readFileSync(join(GOLDEN_DIR!, 'moodle45-reads.json'), 'utf8')) as Recording;

/** What an export of that whole site holds. */
const exported = (courses: number) => ({
  users: 140,
  coursecategories: 4,
  courses,
  cohorts: 2,
  cohortmembers: 10,
});

/** Milliseconds; loading some five hundred tables takes its time. */
const PATIENCE = 180_000;

let agent: HttpAgent | undefined;
let database: TestDatabase | undefined;
afterEach(async () => {
  await agent?.stop();
  await database?.drop();
});

async function startOn(golden: TestDatabase, wwwroot: string): Promise<HttpAgent> {
  agent = await startHttpAgent({
    site: (folder) => fixtureSite(golden, { folder, config: { prefix: 'mdl_', wwwroot } }),
  });
  return agent;
}

(GOLDEN_DIR && TEST_MARIADB_URL ? describe : describe.skip)('a real Moodle on MariaDB', () => {
  test(
    'is answered for as its plugin did',
    async () => {
      database = await createMariadb(TEST_MARIADB_URL!);
      await database.run(dump('moodle45-mariadb.sql.gz'));
      const { wwwroot, exchanges } = recording();
      const { ask, context } = await startOn(database, wwwroot);
      expect(await outlineOf(context)).toMatchObject(exported(19));
      const wanted = exchanges.filter(({ name }) => !/plugin|moodle_core/.test(name));
      expect(wanted.length).toBeGreaterThan(35);
      for (const { name, request, response, compare } of wanted) {
        const { method, path, key } = request;
        const body = request.body === undefined ? undefined : JSON.stringify(request.body);
        const answer = await ask(path, { method, ...('key' in request && { key }), body });
        expect([name, answer.status, answer.body]).toEqual([name, response.status, answer.body]);
        if (compare === 'exact') expect([name, answer.body]).toMatchObject([name, response.body]);
        if (compare === 'shape')
          expect(Object.keys(answer.body as object)).toEqual(
            expect.arrayContaining(Object.keys(response.body as object)),
          );
      }
    },
    PATIENCE,
  );
});

(GOLDEN_DIR && TEST_POSTGRES_URL ? describe : describe.skip)('the same Moodle on PostgreSQL', () => {
  test(
    'gives the same counts and shapes',
    async () => {
      database = await createPostgres(TEST_POSTGRES_URL!);
      const { connection } = database;
      if (connection.kind !== 'postgresql') throw new Error('not PostgreSQL');
      const { host, port = 5432, user, password } = connection;
      const loaded = spawnSync(
        'psql',
        [
          '-q',
          '-h',
          host,
          '-p',
          String(port),
          '-U',
          user,
          '-d',
          connection.database,
          '-v',
          'ON_ERROR_STOP=0',
        ],
        { input: dump('moodle45-postgresql.sql.gz'), env: { PATH: process.env.PATH, PGPASSWORD: password } },
      );
      expect(loaded.error).toBeUndefined();
      const { ask, context } = await startOn(database, recording().wwwroot);
      expect(await outlineOf(context)).toMatchObject(exported(18));
      expect((await ask('/users/count')).body).toEqual({ number_of_users: 140 });
      expect((await ask('/users?search=USER')).body).toMatchObject({ number_of_users: 40 });
      expect((await ask('/users/online?timeStart=1&timeEnd=2')).body).toEqual({ all_users: 142, online: 0 });
      expect((await ask('/courses')).body).toEqual({ number_of_categories: 4, number_of_courses: 18 });
      const same = ['root', 'dashboard', 'user ?id=2', 'users ?search=zzzznothing', 'user ?username=user40'];
      for (const { name, request, response } of recording().exchanges.filter((e) => same.includes(e.name))) {
        const answer = await ask(request.path);
        expect([name, answer.status]).toEqual([name, response.status]);
        const keys = (value: unknown) =>
          JSON.stringify(value, (_k, v: unknown) => (typeof v === 'string' ? '' : v));
        if (name === 'user ?id=2') {
          const [wanted, got] = [response.body, answer.body].map((body) => (body as { user: object }).user);
          expect(Object.keys(got!).sort()).toEqual(Object.keys(wanted!).sort());
        } else expect(keys(answer.body).length).toBe(keys(response.body).length);
      }
    },
    PATIENCE,
  );
});
