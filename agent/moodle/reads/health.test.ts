import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { healthReply } from '../../../contract/agent/health.js';
import { fixtureSite } from '../../testing/fixture-site.js';
import { FIXTURE_NOW } from '../../testing/moodle-tables.js';
import {
  createFixture,
  databaseKinds,
  TEST_PREFIX,
  type TestDatabase,
} from '../../testing/test-databases.js';
import { BridgeError } from '../bridge.js';
import type { Site } from '../site.js';
import { siteHealth } from './health.js';

const day = 24 * 60 * 60;

describe.each(databaseKinds())('the health of a site on $name', (kind) => {
  let fixture: TestDatabase;
  let site: Site;

  beforeEach(async () => {
    fixture = await createFixture(kind);
    site = fixtureSite(fixture, { config: { dataroot: '/' } });
  });
  afterEach(async () => {
    await site.close();
    await fixture.drop();
  });

  const adhoc = (id: number, failDelay: number, started: number | null) =>
    `INSERT INTO ${TEST_PREFIX}task_adhoc VALUES (${id}, 'mod_forum', 'task${id}', ${FIXTURE_NOW}, ${failDelay}, ${started ?? 'NULL'})`;

  test('is well', async () => {
    const health = await siteHealth(site, FIXTURE_NOW);
    expect(healthReply.parse(health)).toEqual(health);
    expect(health).toMatchObject({
      cron: { status: 'ok', last_run: FIXTURE_NOW - 60, disabled: false },
      adhoc_tasks: { status: 'ok', waiting: 0, failing: 0, stuck: 0, tasks: [] },
      scheduled_tasks: { status: 'ok', failing: 0, stuck: 0, disabled: 0 },
      upgrade: { status: 'ok', pending: false },
      maintenance: { status: 'ok', enabled: false },
    });
    expect(health.disk.free).toBeGreaterThan(0);
  });

  test.each([
    [30 * 60, 'warning'],
    [2 * day, 'critical'],
  ])('sees that cron has not run for %d seconds', async (seconds, status) => {
    expect((await siteHealth(site, FIXTURE_NOW + seconds)).cron.status).toBe(status);
  });

  test('sees that cron never ran or is switched off', async () => {
    await fixture.run(`DELETE FROM ${TEST_PREFIX}config_plugins WHERE name = 'lastcronstart'`);
    expect((await siteHealth(site, FIXTURE_NOW)).cron).toMatchObject({ status: 'critical', last_run: null });
    await fixture.run(`INSERT INTO ${TEST_PREFIX}config VALUES (99, 'cron_enabled', '0')`);
    expect((await siteHealth(site, FIXTURE_NOW)).cron).toMatchObject({ status: 'critical', disabled: true });
  });

  test('lists tasks that fail or hang, the worst first', async () => {
    await fixture.run(
      adhoc(1, 0, null),
      adhoc(2, 60, null),
      adhoc(3, 0, FIXTURE_NOW - day - 1),
      adhoc(4, 0, FIXTURE_NOW - 5),
      adhoc(5, day, null),
      `UPDATE ${TEST_PREFIX}task_scheduled SET faildelay = 120, disabled = 1`,
    );
    const health = await siteHealth(site, FIXTURE_NOW);
    expect(health.status).toBe('critical');
    expect(health.adhoc_tasks).toMatchObject({ status: 'critical', waiting: 5, failing: 2, stuck: 1 });
    expect(health.adhoc_tasks.tasks.map(({ classname, state }) => [classname, state])).toEqual([
      ['task5', 'failing'],
      ['task2', 'failing'],
      ['task3', 'stuck'],
    ]);
    expect(health.scheduled_tasks).toMatchObject({ status: 'warning', failing: 1, disabled: 1 });
  });

  test('knows what it does not know when PHP is away', async () => {
    await site.close();
    const bridge = { facts: () => Promise.reject(new BridgeError('unavailable', 'no PHP')) };
    site = fixtureSite(fixture, { config: { dataroot: '/nonexistent/data' }, bridge });
    expect(await siteHealth(site, FIXTURE_NOW)).toMatchObject({
      status: 'critical',
      disk: { status: 'critical', free: null },
      upgrade: { status: 'unknown', pending: null },
      maintenance: { status: 'unknown', enabled: null },
    });
  });
});
