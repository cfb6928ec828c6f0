/** A dump and its way back, on every kind of database that is there. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { packageRoot } from '../../../../runtime/package-root.js';
import { fixtureSite } from '../../../testing/fixture-site.js';
import {
  createFixture,
  databaseKinds,
  TEST_PREFIX,
  type TestDatabase,
} from '../../../testing/test-databases.js';
import type { BridgeRun } from '../../bridge-run.js';
import type { Site } from '../../site.js';
import { openDatabase } from '../open-database.js';
import { databaseSize } from './database-size.js';
import { dumpDatabase, restoreDatabase, type DatabaseDump } from './dump.js';
import { planDump } from './dump-plan.js';

const run: BridgeRun = {
  signal: new AbortController().signal,
  progress: () => undefined,
  log: () => undefined,
};
const p = TEST_PREFIX;

/** All rows of the site's tables and of a neighbour's, by table. */
async function content({ config }: Site): Promise<Record<string, unknown[]>> {
  const database = openDatabase(config.ownConnection, '');
  try {
    const rows: Record<string, unknown[]> = {};
    for (const table of ['config', 'config_plugins', 'context', 'course', 'user', 'later', 'texts']) {
      const name = p + table;
      if ((await database.columns(name)).length === 0) continue;
      rows[table] = await database.db.selectFrom(name).selectAll().orderBy('id').execute();
    }
    rows.neighbour = await database.db.selectFrom('wp_posts').selectAll().execute();
    return rows;
  } finally {
    await database.close();
  }
}

describe.each(databaseKinds())('a dump on $name', (kind) => {
  let fixture: TestDatabase;
  let site: Site;
  let folder: string;
  let file: string;
  let before: Record<string, unknown[]>;
  let dump: DatabaseDump;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moopanel-dump-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    fixture = await createFixture(kind);
    await fixture.run(
      `CREATE TABLE wp_posts (id INT)`,
      `CREATE TABLE ${p}texts (id INT PRIMARY KEY, value VARCHAR(200))`,
      `INSERT INTO ${p}texts VALUES (1, 'line\r\nline '' " ; -- ščž 🎓'), (2, NULL), (0, '')`,
    );
    const own = { ownConnection: fixture.connection };
    site = fixtureSite(fixture, { config: own });
    file = join(folder, 'dumps', 'site.dump');
    before = await content(site);
    dump = (await dumpDatabase(site.config, file, run))!;
  });
  afterEach(async () => {
    await site.close();
    await fixture.drop();
  });

  const spoil = () =>
    fixture.run(
      `UPDATE ${p}user SET firstname = 'x'`,
      `DELETE FROM ${p}course`,
      `DROP TABLE ${p}context`,
      `ALTER TABLE ${p}config_plugins ADD COLUMN half INT`,
      `CREATE TABLE ${p}later (id INT)`,
      `INSERT INTO wp_posts VALUES (7)`,
    );

  test('brings the site back whole, however often, and touches nobody else’s tables', async () => {
    expect(dump).toMatchObject({ file, kind: fixture.connection.kind, size: (await stat(file)).size });
    expect(dump.tables).toContain(`${p}texts`);
    expect(dump.tables).not.toContain('wp_posts');
    expect(await readdir(join(folder, 'dumps'))).toEqual(['site.dump']);
    expect((await stat(file)).mode & 0o077).toBe(0);
    await spoil();
    expect(await content(site)).not.toEqual(before);
    // What a restarted agent knows of it.
    const kept = JSON.parse(JSON.stringify(dump)) as DatabaseDump;
    for (let time = 0; time < 2; time++) {
      await restoreDatabase(site.config, kept, run);
      expect(await content(site)).toEqual({ ...before, neighbour: [{ id: '7' }] });
    }
    expect(await readdir(join(folder, 'dumps'))).toEqual(['site.dump']);
  });

  test('is not there when it was stopped', async () => {
    await rm(file);
    const stopped = { ...run, signal: AbortSignal.abort() };
    const making = dumpDatabase(site.config, file, stopped);
    if (kind.name === 'SQLite') await making;
    else {
      await expect(making).rejects.toMatchObject({ name: 'BridgeError', kind: 'aborted' });
      expect(await readdir(join(folder, 'dumps'))).toEqual([]);
    }
  });

  test('is wanted as long as it is not too large', async () => {
    expect(await databaseSize(site)).toBeGreaterThan(1000);
    expect(await planDump(site, { mode: 'auto', maxMb: 4096 })).toMatchObject({ wanted: true, reason: null });
    expect(await planDump(site, { mode: 'auto', maxMb: -1 })).toMatchObject({
      wanted: false,
      reason: expect.stringContaining('AGENT_DATABASE_DUMP_MAX_MB'),
    });
    expect(await planDump(site, { mode: 'always', maxMb: -1 })).toMatchObject({ wanted: true });
    expect(await planDump(site, { mode: 'never', maxMb: 4096 })).toMatchObject({ wanted: false });
  });

  (kind.name === 'SQLite' ? test.skip : test)('that is damaged is not put back in silence', async () => {
    await writeFile(file, 'not a dump');
    await expect(restoreDatabase(site.config, dump, run)).rejects.toMatchObject({ name: 'DumpFailed' });
  });

  (kind.name === 'SQLite' ? test.skip : test)('never shows the password on a command line', async () => {
    const config = {
      ...site.config,
      ownConnection: { ...fixture.connection, password: 'canary-"\\ password' },
    };
    const dumping = dumpDatabase(config, `${file}.other`, run).catch((error: unknown) => error);
    const seen: string[] = [];
    let done = false;
    void dumping.then(() => (done = true));
    while (!done) {
      seen.push(execFileSync('ps', ['ax', '-o', 'args'], { encoding: 'utf8' }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(seen.join()).not.toContain('canary');
    // A server that trusts this machine takes any password; another says whom it refused, not with what.
    expect(String(await dumping)).not.toContain('canary');
  });

  test('makes a site whole again whose restore was killed', async () => {
    await fixture.run(
      ...Array.from({ length: 40 }, (_, i) => `CREATE TABLE ${p}many_${i} (id INT PRIMARY KEY)`),
    );
    dump = (await dumpDatabase(site.config, file, run))!;
    await spoil();
    const work = { config: { prefix: p, ownConnection: fixture.connection }, dump };
    const child = spawn(
      process.execPath,
      [
        '--import',
        './agent/testing/typescript.mjs',
        './agent/testing/killed-restore.ts',
        JSON.stringify(work),
      ],
      { cwd: packageRoot(), stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'close');
    await restoreDatabase(site.config, dump, run);
    expect(await content(site)).toEqual({ ...before, neighbour: [{ id: '7' }] });
    const tables = await sql
      .raw<{ n: string }>(`SELECT COUNT(*) AS n FROM ${p}many_39`)
      .execute(site.database.db);
    expect(tables.rows).toEqual([{ n: '0' }]);
  });
});
