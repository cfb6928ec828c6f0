/** Jobs and schedules on pg-boss: of several workers one runs each, and what a dead one held is taken over. */
import PgBoss from 'pg-boss';
import type { PanelContext } from '../context.js';
import { syncInstance } from '../sync/service.js';
import { resealSecrets } from '../secrets/reseal.js';
import { checkDue, duePresets, requestBySchedule } from '../presets/schedule.js';
import { cleanUp } from './clean-up.js';

const SYNC_ALL = 'sync-all';
const SYNC_ONE = 'sync-instance';
const CLEAN_UP = 'clean-up';
const RESEAL = 'reseal-secrets';
const PRESETS_DUE = 'presets-due';
const PRESET_ONE = 'preset-request';
/** Minutes over which the presets of one round are spread. */
const PRESET_SPREAD = 30;
/** Minutes over which the syncs of one round are spread. */
const SPREAD = 10;

export interface Jobs {
  /** One round of the schedule: a sync job for every instance. */
  scheduleSyncs(): Promise<number>;
  /** One round of drift: masters that changed are compared, sites whose time has come get a job each. */
  schedulePresets(): Promise<number>;
  /** One pass of what happens every two minutes: jobs whose time is over, their worker being dead, wait again. */
  takeOver(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the worker's queues and schedules. */
export async function startJobs(panel: PanelContext): Promise<Jobs> {
  const { pool } = panel.database;
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    // Sites come and go slowly; a log line for each poll would drown the rest.
    monitorStateIntervalSeconds: 300,
  });
  boss.on('error', (err) => panel.logger.error({ err }, 'job queue'));
  await alone(panel, async () => {
    await boss.start();
    await boss.createQueue(SYNC_ALL, { name: SYNC_ALL, policy: 'short', retryLimit: 0 });
    await boss.createQueue(SYNC_ONE, {
      name: SYNC_ONE,
      policy: 'short',
      retryLimit: 1,
      expireInMinutes: 15,
    });
    await boss.createQueue(CLEAN_UP, { name: CLEAN_UP, policy: 'short', retryLimit: 2 });
    await boss.createQueue(PRESETS_DUE, { name: PRESETS_DUE, policy: 'short', retryLimit: 0 });
    await boss.createQueue(PRESET_ONE, {
      name: PRESET_ONE,
      policy: 'short',
      retryLimit: 1,
      expireInMinutes: 15,
    });
    await boss.createQueue(RESEAL, { name: RESEAL, policy: 'short', retryLimit: 2 });
  });

  const scheduleSyncs = async () => {
    const instances = await panel.prisma.instance.findMany({ select: { id: true } });
    for (const { id } of instances) {
      // Of one site one job at a time; spread, so that the fleet is not asked all at once.
      const startAfter = Math.floor(Math.random() * SPREAD * 60);
      await boss.send(SYNC_ONE, { id }, { singletonKey: String(id), startAfter });
    }
    return instances.length;
  };

  const schedulePresets = async () => {
    await checkDue(panel);
    const instances = await duePresets(panel);
    for (const id of instances) {
      const startAfter = Math.floor(Math.random() * PRESET_SPREAD * 60);
      await boss.send(PRESET_ONE, { id }, { singletonKey: String(id), startAfter });
    }
    return instances.length;
  };

  await boss.work(SYNC_ALL, async () => void (await scheduleSyncs()));
  await boss.work<{ id: number }>(SYNC_ONE, { batchSize: 5, pollingIntervalSeconds: 2 }, async (jobs) => {
    await Promise.all(jobs.map((job) => syncOne(panel, job.data.id)));
  });
  await boss.work(PRESETS_DUE, async () => void (await schedulePresets()));
  await boss.work<{ id: number }>(PRESET_ONE, { batchSize: 5, pollingIntervalSeconds: 5 }, async (jobs) => {
    await Promise.all(jobs.map((job) => requestBySchedule(panel, job.data.id)));
  });
  await boss.work(CLEAN_UP, () => cleanUp(panel));
  await boss.work(RESEAL, async () => void (await resealSecrets(panel)));
  await boss.schedule(SYNC_ALL, '*/15 * * * *');
  await boss.schedule(PRESETS_DUE, '*/5 * * * *');
  await boss.schedule(CLEAN_UP, '23 * * * *');
  // Every hour too: another process may still seal with the old key when this one starts.
  await boss.schedule(RESEAL, '43 * * * *');
  await boss.send(RESEAL, {});

  return {
    scheduleSyncs,
    schedulePresets,
    takeOver: async () => void (await boss.maintain()),
    stop: () => boss.stop({ graceful: true, timeout: 3000, wait: true, close: false }),
  };
}

/** Any number, the same in every worker. */
const START_LOCK = 7_315_004;

/** Of workers that start at once one makes the queue's tables; pg-boss by itself fails or deadlocks where two do. */
async function alone(panel: PanelContext, start: () => Promise<unknown>): Promise<void> {
  const { pool, embedded } = panel.database;
  // The embedded database has no other process on it, and one connection, which the start itself needs.
  if (embedded) return void (await start());
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [START_LOCK]);
    await start();
  } finally {
    // Ends the connection and the lock with it, whatever state they are in.
    client.release(true);
  }
}

async function syncOne(panel: PanelContext, id: number): Promise<void> {
  if ((await panel.prisma.instance.count({ where: { id } })) === 0) return;
  await syncInstance(panel, id);
}
