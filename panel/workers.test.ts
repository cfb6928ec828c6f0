import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Backup } from '../contract/panel/backups.js';
import { startJobs } from './jobs/jobs.js';
import { startChildWorker, type ChildWorker } from './testing/child-worker.js';
import { FakeAgent } from './testing/fake-agent.js';
import { clonedDatabase, TEST_POSTGRES_URL, type ClonedDatabase } from './testing/postgres.js';
import { startTestPanel, type TestPanel } from './testing/test-panel.js';

if (!TEST_POSTGRES_URL) console.warn('SKIPPED two workers on one PostgreSQL: TEST_POSTGRES_URL is not set.');

/** Resolves once the database answers yes; for what other processes bring about. */
async function until(ask: () => Promise<boolean>, seconds = 60): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await ask())) {
    if (performance.now() > deadline) throw new Error(`Not within ${seconds} seconds: ${ask.toString()}`);
    await new Promise(setImmediate);
  }
}

(TEST_POSTGRES_URL ? describe : describe.skip)('two worker processes on one PostgreSQL (fault 14)', () => {
  let database: ClonedDatabase;
  let folder: string;
  let t: TestPanel;
  let site: FakeAgent;
  let id: number;
  let env: Record<string, string>;
  /** Those too that are still starting when another has failed. */
  let workers: Promise<ChildWorker>[];

  beforeEach(async () => {
    database = await clonedDatabase(TEST_POSTGRES_URL ?? '');
    folder = await mkdtemp(join(tmpdir(), 'moopanel-worker-'));
    const key = randomBytes(32);
    t = await startTestPanel({ databaseUrl: database.url, secretKeys: [key] });
    env = {
      DATABASE_URL: database.url,
      DATA_DIR: folder,
      PANEL_SECRET_KEY: key.toString('hex'),
      PANEL_URL: t.panel.url,
      PANEL_LOG_LEVEL: 'warn',
    };
    workers = [];
    site = await new FakeAgent().start();
    const reply = await t.api('post', '/instances', { url: site.url, api_key: site.key }).expect(201);
    id = reply.body.id as number;
  });
  afterEach(async () => {
    for (const worker of await Promise.allSettled(workers)) {
      if (worker.status === 'fulfilled') await worker.value.kill();
    }
    await site.stop();
    await t.stop();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });
  const startWorker = () => {
    const worker = startChildWorker(env);
    workers.push(worker);
    return worker;
  };

  test('a task that one was looking at when it was killed is taken over and ended once', async () => {
    const reply = await t.api('post', `/instances/${id}/backups`, { course_ids: [2] }).expect(202);
    const backup = reply.body.items[0] as Backup;
    site.finish(backup.moodle_job_id ?? 0);
    const asked = new Promise<void>((resolve) => {
      // The answer never comes.
      site.instead.set('GET /tasks/check', () => resolve());
    });
    const first = await startWorker();
    await asked;
    await first.kill();
    site.instead.delete('GET /tasks/check');
    await Promise.all([startWorker(), startWorker()]);
    const state = async () => (await t.api('get', `/tasks/${backup.task_id}`)).body.status as string;
    expect(await state()).toBe('pending');
    // The minute for which the dead one had claimed the task is over.
    await database.query(`UPDATE "Task" SET "nextPollAt" = now() - interval '1 second' WHERE id = $1`, [
      backup.task_id,
    ]);
    await until(async () => (await state()) === 'succeeded');
    const { prisma } = t.panel.context;
    expect(await prisma.notification.count({ where: { taskId: backup.task_id } })).toBe(1);
    expect(await prisma.event.count({ where: { type: 'notification.created' } })).toBe(1);
    expect(site.requests.filter((r) => r.path === '/tasks/check')).toHaveLength(2);
  }, 120_000);

  test('a sync that one was running when it was killed is run by another', async () => {
    const jobs = await startJobs(t.panel.context);
    await jobs.scheduleSyncs();
    await jobs.stop();
    // Its turn would come within ten minutes.
    await database.query(`UPDATE pgboss.job SET start_after = now() WHERE name = 'sync-instance'`);
    const asked = new Promise<void>((resolve) => {
      site.instead.set('GET /dashboard', () => resolve());
    });
    const first = await startWorker();
    await asked;
    await first.kill();
    site.instead.delete('GET /dashboard');
    const { prisma } = t.panel.context;
    await prisma.instance.update({ where: { id }, data: { syncedAt: null } });
    const states = () =>
      database.query<{ state: string }>(`SELECT state::text FROM pgboss.job WHERE name = 'sync-instance'`);
    expect(await states()).toEqual([{ state: 'active' }]);
    // The quarter of an hour that a sync may take is over.
    await database.query(
      `UPDATE pgboss.job SET started_on = now() - interval '16 minutes' WHERE name = 'sync-instance'`,
    );
    const second = await startJobs(t.panel.context);
    await second.takeOver();
    const synced = async () => (await prisma.instance.findUniqueOrThrow({ where: { id } })).syncedAt !== null;
    await until(synced);
    await second.stop();
    expect(await states()).toEqual([{ state: 'completed' }]);
  }, 120_000);

  test('each schedule fires once a minute', async () => {
    await Promise.all([startWorker(), startWorker()]);
    // Due every minute now. A worker looks every half minute whether it is its turn to look.
    await database.query(`UPDATE pgboss.schedule SET cron = '* * * * *' WHERE name = 'sync-all'`);
    const rounds = () =>
      database.query<{ jobs: number }>(
        `SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'sync-all' AND state = 'completed'
         GROUP BY date_trunc('minute', created_on)`,
      );
    const waiting = () =>
      database.query(`SELECT 1 FROM pgboss.job WHERE name = 'sync-instance' AND state = 'created'`);
    await until(async () => (await rounds()).length > 0 && (await waiting()).length > 0, 90);
    expect((await rounds()).every(({ jobs }) => jobs === 1)).toBe(true);
    expect(await waiting()).toHaveLength(1);
  }, 120_000);
});
