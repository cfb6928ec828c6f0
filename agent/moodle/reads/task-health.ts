/** Moodle's own cron and background tasks: when they ran, which fail, which hang. */
import { sql } from 'kysely';
import type { HealthReply, TroubledTask } from '../../../contract/agent/health.js';
import type { Site } from '../site.js';
import { coreSettings, isEmpty, pluginSettings } from './settings.js';

type Cron = HealthReply['cron'];
type AdhocTasks = HealthReply['adhoc_tasks'];
type ScheduledTasks = HealthReply['scheduled_tasks'];

/** Seconds without cron until it is worth a warning, and until something is broken. Moodle wants it every minute. */
const CRON_LATE = 10 * 60;
const CRON_DEAD = 24 * 60 * 60;
/** Seconds after which a running task is taken for stuck; Moodle's own check uses the same. */
const STUCK = 24 * 60 * 60;
/** Seconds of delay between attempts from which a failing task is no passing trouble. */
const FAILING_LONG = 4 * 60 * 60;
const SHOWN = 100;

/** @param now unix seconds */
export async function cronHealth(site: Site, now: number): Promise<Cron> {
  const [{ lastcronstart }, { cron_enabled }] = await Promise.all([
    pluginSettings(site, 'tool_task', ['lastcronstart']),
    coreSettings(site, ['cron_enabled']),
  ]);
  const last_run = isEmpty(lastcronstart) ? null : Number(lastcronstart);
  // Unset counts as switched on.
  const disabled = cron_enabled !== undefined && isEmpty(cron_enabled);
  const age = last_run === null ? Infinity : now - last_run;
  if (disabled) {
    return {
      status: 'critical',
      last_run,
      disabled,
      message: 'Cron is switched off in the site administration.',
    };
  }
  if (last_run === null) {
    return {
      status: 'critical',
      last_run,
      disabled,
      message: 'Cron has never run: set it up to run every minute.',
    };
  }
  const status = age > CRON_DEAD ? 'critical' : age > CRON_LATE ? 'warning' : 'ok';
  const message = `Cron started ${Math.max(0, Math.round(age / 60))} minutes ago.`;
  return { status, last_run, disabled, message };
}

const troubleColumns = ['classname', 'component', 'faildelay', 'nextruntime', 'timestarted'] as const;

export async function adhocHealth(site: Site, now: number): Promise<AdhocTasks> {
  const [counts, tasks] = await Promise.all([
    countTasks(site, 'task_adhoc', now),
    troubled(site, 'task_adhoc', now),
  ]);
  const { total: waiting, failing, stuck } = counts;
  return {
    status: level(tasks),
    waiting,
    failing,
    stuck,
    tasks,
    message: `${waiting} waiting, ${failing} failing, ${stuck} stuck.`,
  };
}

export async function scheduledHealth(site: Site, now: number): Promise<ScheduledTasks> {
  const [counts, tasks, off] = await Promise.all([
    countTasks(site, 'task_scheduled', now),
    troubled(site, 'task_scheduled', now),
    site.database.db
      .selectFrom('task_scheduled')
      .select((q) => q.fn.countAll().as('n'))
      .where('disabled', '<>', '0')
      .executeTakeFirstOrThrow(),
  ]);
  const { failing, stuck } = counts;
  const disabled = Number(off.n);
  return {
    status: level(tasks),
    failing,
    stuck,
    disabled,
    tasks,
    message: `${failing} failing, ${stuck} stuck, ${disabled} switched off.`,
  };
}

async function countTasks(site: Site, table: string, now: number) {
  const row = await site.database.db
    .selectFrom(table)
    .select((q) => [
      q.fn.countAll().as('total'),
      sql`sum(case when ${sql.ref('faildelay')} > 0 then 1 else 0 end)`.as('failing'),
      sql`sum(case when ${sql.ref('timestarted')} < ${now - STUCK} then 1 else 0 end)`.as('stuck'),
    ])
    .executeTakeFirstOrThrow();
  return { total: Number(row.total), failing: Number(row.failing ?? 0), stuck: Number(row.stuck ?? 0) };
}

async function troubled(site: Site, table: string, now: number): Promise<TroubledTask[]> {
  const rows = await site.database.db
    .selectFrom(table)
    .select(troubleColumns)
    .where((q) => q.or([q('faildelay', '>', '0'), q('timestarted', '<', String(now - STUCK))]))
    .orderBy('faildelay', 'desc')
    .orderBy('id')
    .limit(SHOWN)
    .execute();
  return rows.map((row) => ({
    classname: String(row.classname),
    component: String(row.component),
    state: Number(row.faildelay) > 0 ? 'failing' : 'stuck',
    fail_delay: Number(row.faildelay),
    next_run: timeOf(row.nextruntime),
    started_at: timeOf(row.timestarted),
  }));
}

function level(tasks: readonly TroubledTask[]): HealthReply['status'] {
  if (tasks.length === 0) return 'ok';
  return tasks.some((task) => task.state === 'stuck' || task.fail_delay >= FAILING_LONG)
    ? 'critical'
    : 'warning';
}

function timeOf(value: unknown): number | null {
  const seconds = Number(value ?? 0);
  return seconds > 0 ? seconds : null;
}
