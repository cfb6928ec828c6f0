import { connect, createServer, type Server, type Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Backup } from '../../contract/panel/backups.js';
import { FakeAgent } from '../testing/fake-agent.js';
import { clonedDatabase, TEST_POSTGRES_URL, type ClonedDatabase } from '../testing/postgres.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';

if (!TEST_POSTGRES_URL) console.warn('SKIPPED lost database connections: TEST_POSTGRES_URL is not set.');

const COURSES = 60;

/** A line to the database that can be cut at a COMMIT: before it arrives, or after it was done but not yet answered. */
class Line {
  /** Called for each COMMIT. */
  atCommit: () => 'pass' | 'before' | 'after' = () => 'pass';
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(target: URL) {
    this.server = createServer((client) => {
      const server = connect(Number(target.port || 5432), target.hostname);
      let answerLost = false;
      for (const socket of [client, server]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.sockets.delete(socket);
          client.destroy();
          server.destroy();
        });
      }
      client.on('data', (bytes: Buffer) => {
        const cut = bytes.includes('COMMIT') ? this.atCommit() : 'pass';
        if (cut === 'before') return void client.destroy();
        answerLost ||= cut === 'after';
        server.write(bytes);
      });
      server.on('data', (bytes: Buffer) => void (answerLost ? client.destroy() : client.write(bytes)));
    });
  }

  /** @returns the port to connect to */
  async open(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}

(TEST_POSTGRES_URL ? describe : describe.skip)('a database connection lost at commit (fault 8)', () => {
  let database: ClonedDatabase;
  let line: Line;
  let t: TestPanel;

  beforeAll(async () => {
    database = await clonedDatabase(TEST_POSTGRES_URL ?? '');
    const url = new URL(database.url);
    line = new Line(new URL(database.url));
    url.host = `127.0.0.1:${await line.open()}`;
    t = await startTestPanel({ databaseUrl: url.href });
  });
  afterAll(async () => {
    await t.stop();
    await line.close();
    await database.drop();
  });

  /** Orders backups of all courses of a new site; gives a sender of each one's callback that keeps its delivery id. */
  async function burst() {
    const site = new FakeAgent();
    site.courses = Array.from({ length: COURSES }, (_, n) => ({
      id: n + 2,
      category: 1,
      name: `Course ${n}`,
      shortname: `C${n}`,
      visible: true,
    }));
    await site.start();
    const made = await t.api('post', '/instances', { url: site.url, api_key: site.key }).expect(201);
    const id = made.body.id as number;
    const course_ids = site.courses.map((course) => course.id);
    const reply = await t.api('post', `/instances/${id}/backups`, { course_ids }).expect(202);
    const backups = reply.body.items as Backup[];
    const senders = backups.map((backup) => {
      const job = site.job(backup.moodle_job_id ?? 0);
      const deliveryId = randomUUID();
      return async () => (await site.callback(t.panel.url, id, job, { deliveryId })).status;
    });
    return { site, backups, senders };
  }

  /** What an agent's outbox does: whatever was not taken is sent again. */
  async function untilTaken(senders: (() => Promise<number>)[]): Promise<void> {
    let open = senders;
    for (let round = 0; open.length > 0; round++) {
      if (round === 20) throw new Error(`${open.length} callbacks are still not taken.`);
      const statuses = await Promise.all(open.map((send) => send()));
      open = open.filter((_, n) => statuses[n] !== 200);
    }
  }

  async function expectEachOnce(backups: Backup[]): Promise<void> {
    const { prisma } = t.panel.context;
    const tasks = backups.map((backup) => backup.task_id);
    expect(await prisma.task.count({ where: { id: { in: tasks }, status: 'succeeded' } })).toBe(COURSES);
    const told = await prisma.notification.groupBy({
      by: ['taskId'],
      where: { taskId: { in: tasks } },
      _count: true,
    });
    expect(told).toHaveLength(COURSES);
    expect(told.every((row) => row._count === 1)).toBe(true);
    const ids = backups.map((backup) => backup.id);
    expect(
      await prisma.backup.count({
        where: { id: { in: ids }, link: { not: null }, sealedPassword: { not: null } },
      }),
    ).toBe(COURSES);
  }

  test('cut before or after the commit took place: nothing is lost and nothing done twice', async () => {
    const { site, backups, senders } = await burst();
    let commits = 0;
    let cuts = 0;
    line.atCommit = () => {
      commits++;
      if (commits % 4 !== 0) return 'pass';
      cuts++;
      return commits % 8 === 0 ? 'before' : 'after';
    };
    const statuses = await Promise.all(senders.map((send) => send()));
    line.atCommit = () => 'pass';
    expect(cuts).toBeGreaterThan(5);
    const failed = statuses.filter((status) => status !== 200);
    expect(failed.length).toBeGreaterThan(0);
    // The agent tries again after these only.
    expect(failed.every((status) => status >= 500)).toBe(true);
    await untilTaken(senders);
    await expectEachOnce(backups);
    await site.stop();
  });

  test('all connections ended by the server in the middle of a burst, again and again', async () => {
    const { site, backups, senders } = await burst();
    // Materialised: the server may else end connections of others before it looks whose they are.
    const end = () =>
      database.query<{ pid: number }>(
        `WITH mine AS MATERIALIZED (
           SELECT pid FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'moopanel')
         SELECT pid FROM mine WHERE pg_terminate_backend(pid)`,
      );
    const statuses: Promise<number>[] = [];
    let ended = 0;
    for (const [n, send] of senders.entries()) {
      statuses.push(send());
      if (n % 10 === 9) ended += (await end()).length;
    }
    const got = await Promise.all(statuses);
    expect(ended).toBeGreaterThan(0);
    expect(got.every((status) => status === 200 || status >= 500)).toBe(true);
    await untilTaken(senders);
    await expectEachOnce(backups);
    expect((await t.anonymous.get('/readyz')).status).toBe(200);
    await site.stop();
  });
});
