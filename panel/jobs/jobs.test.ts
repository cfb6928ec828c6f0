import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';
import { cleanUp } from './clean-up.js';
import { startJobs, type Jobs } from './jobs.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let t: TestPanel;
let jobs: Jobs;
beforeAll(async () => {
  t = await startTestPanel();
  jobs = await startJobs(t.panel.context);
});
afterAll(async () => {
  await jobs?.stop();
  await t?.stop();
});

async function waiting(): Promise<{ site: number; wait: number }[]> {
  const { rows } = await t.panel.context.database.pool.query<{ site: number; wait: number }>(
    `SELECT (data->>'id')::int AS site, extract(epoch FROM start_after - now())::float8 AS wait
     FROM pgboss.job WHERE name = 'sync-instance' AND state = 'created' ORDER BY 1`,
  );
  return rows;
}

test('a round orders one sync of every site, spread; a second round adds none to those that still wait', async () => {
  const { prisma } = t.panel.context;
  const sites = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      prisma.instance.create({
        data: { name: `s${n}`, url: `http://s${n}.test`, sealedKey: '', keyDigest: '' },
      }),
    ),
  );
  const ids = sites.map((site) => site.id).sort((a, b) => a - b);
  expect(await jobs.scheduleSyncs()).toBe(20);
  const first = await waiting();
  // One whose turn came at once may be running already.
  expect(first.length).toBeGreaterThan(15);
  expect(first.every(({ wait }) => wait <= 600)).toBe(true);
  expect(
    Math.max(...first.map(({ wait }) => wait)) - Math.min(...first.map(({ wait }) => wait)),
  ).toBeGreaterThan(60);
  expect(await jobs.scheduleSyncs()).toBe(20);
  const counts = new Map<number, number>();
  for (const { site } of await waiting()) counts.set(site, (counts.get(site) ?? 0) + 1);
  expect([...counts.values()].every((count) => count === 1)).toBe(true);
  expect([...counts.keys()].every((site) => ids.includes(site))).toBe(true);
});

test('the schedules stand, each once, however often a worker starts', async () => {
  // It would keep this process from its end if it were left.
  await (await startJobs(t.panel.context)).stop();
  const { rows } = await t.panel.context.database.pool.query<{ name: string; cron: string }>(
    'SELECT name, cron FROM pgboss.schedule ORDER BY name',
  );
  expect(rows.map(({ name }) => name)).toEqual(['clean-up', 'presets-due', 'reseal-secrets', 'sync-all']);
});

describe('cleaning up', () => {
  test('removes what is past its time and nothing else', async () => {
    const { prisma, clock } = t.panel.context;
    const ago = (age: number) => new Date(clock().getTime() - age);
    const site = await prisma.instance.create({
      data: { name: 'kept', url: 'http://kept.test', sealedKey: '', keyDigest: '' },
    });
    const user = await prisma.user.findFirstOrThrow();
    for (const [name, sooner] of [
      ['old', HOUR],
      ['new', -HOUR],
    ] as const) {
      const past = (age: number) => ago(age + sooner);
      const id = `${name}-id`;
      await prisma.event.create({ data: { type: name, subjectId: 1, createdAt: past(DAY) } });
      await prisma.rateCount.create({ data: { key: name, hits: 1, resetsAt: past(0) } });
      await prisma.watch.create({ data: { id: name, seenAt: past(HOUR) } });
      const code = { hash: name, createdBy: 'x', expiresAt: past(DAY) };
      await prisma.enrolmentCode.create({ data: code });
      await prisma.callback.create({
        data: {
          instanceId: site.id,
          deliveryId: name,
          type: 'backup_course',
          digest: '',
          status: 200,
          answer: {},
          receivedAt: past(7 * DAY),
        },
      });
      await prisma.notification.create({ data: { level: 'info', title: name, createdAt: past(90 * DAY) } });
      await prisma.session.create({ data: { id, token: id, userId: user.id, expiresAt: past(0) } });
      await prisma.auditEntry.create({
        data: { actor: 'x', action: name, outcome: 'ok', at: past(10_000 * DAY) },
      });
    }
    await cleanUp(t.panel.context);
    const left = await Promise.all([
      prisma.event.count({ where: { type: { in: ['old', 'new'] } } }),
      prisma.rateCount.count({ where: { key: { in: ['old', 'new'] } } }),
      prisma.watch.count({ where: { id: { in: ['old', 'new'] } } }),
      prisma.enrolmentCode.count(),
      prisma.callback.count(),
      prisma.notification.count(),
      prisma.session.count(),
    ]);
    expect(left).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(await prisma.session.count({ where: { id: 'new-id' } })).toBe(1);
    // The audit trail is for good.
    expect(await prisma.auditEntry.count({ where: { action: { in: ['old', 'new'] } } })).toBe(2);
  });
});
