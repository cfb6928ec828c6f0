/** Asks a site how a task of its stands, and draws what can be drawn from the answer. */
import { TaskCheckStatus, type TaskCheckReply } from '../../contract/agent/tasks.js';
import type { AgentAddress } from '../agents/transport.js';
import type { PanelContext } from '../context.js';
import type { Task } from '../db/generated/client.js';
import { readPreset } from '../presets/read.js';
import { PresetRefused } from '../presets/xml-guard.js';
import { hasJsonResult, isCopyType, outcomeOf, PRESET_TYPE, resultForms, type Outcome } from './outcome.js';
import { readStart, type Start } from './start.js';
import { readType } from './states.js';

export type Finding =
  | { kind: 'open'; running: boolean; start: Start; progress: number | null; message: string | null }
  | { kind: 'ended'; outcome: Outcome; start: Start }
  /** The site says that it is over but not how; `grace` milliseconds are left to the callback, then `error` stands. */
  | { kind: 'result_missing'; grace: number; error: string; start: Start };

const MINUTE = 60_000;
const CALLBACK_HINT = 'its callback never arrived: check that the site can reach the panel’s address.';

const inSiteQueue: Finding = {
  kind: 'open',
  running: false,
  start: 'unknown',
  progress: null,
  message: 'Waiting for the site’s cron.',
};

/** @throws AgentError */
export async function check(
  panel: PanelContext,
  site: AgentAddress,
  agentKind: string,
  task: Task,
): Promise<Finding> {
  if (task.moodleJobId === null) return checkByCourse(panel, site, task);
  const reply = await panel.agents.taskCheck(site, task.moodleJobId, readType(task.type));
  if (agentKind === 'plugin') return readPlugin(reply);
  const finished = task.type === PRESET_TYPE && reply.status === TaskCheckStatus.finished;
  const fetched = finished ? await fetchPreset(panel, site, task) : null;
  return fetched
    ? { kind: 'ended', outcome: fetched, start: readStart(reply.started_at) ?? 'unknown' }
    : readAgent(reply, task);
}

/** The preset of a job that is over; null where the agent does not keep it, so that only its callback can bring it. */
async function fetchPreset(panel: PanelContext, site: AgentAddress, task: Task): Promise<Outcome | null> {
  const xml = await panel.agents.presetFile(site, task.moodleJobId ?? 0);
  if (!xml) return null;
  const instance = await panel.prisma.instance.findUniqueOrThrow({ where: { id: task.instanceId } });
  try {
    return { status: 'succeeded', message: null, preset: readPreset(panel, instance, xml) };
  } catch (error) {
    if (!(error instanceof PresetRefused)) throw error;
    return { status: 'failed', error: `The site’s preset was refused: ${error.message}` };
  }
}

/** Ours: the answer carries the result itself. */
function readAgent(reply: TaskCheckReply, task: Task): Finding {
  const start = readStart(reply.started_at);
  if (reply.status === TaskCheckStatus.open) {
    const running = reply.state === 'running' || (!reply.state && Boolean(reply.started_at));
    return { kind: 'open', running, start, progress: reply.progress ?? null, message: reply.message ?? null };
  }
  if (reply.status === TaskCheckStatus.unknown) {
    return {
      kind: 'result_missing',
      grace: MINUTE,
      start: null,
      error: 'The agent does not know this task any more: its data folder was lost or replaced.',
    };
  }
  if (reply.status === TaskCheckStatus.failed) {
    const error = reply.error?.slice(0, 2000) || 'The site gave no reason.';
    const cancelled: Outcome | null = reply.state === 'cancelled' ? { status: 'cancelled', error } : null;
    const told = cancelled ? null : readResult(reply, task);
    // Of several items some may have been done; the task as a whole failed all the same.
    const failed: Outcome = told?.status === 'failed' ? told : { status: 'failed', error };
    return { kind: 'ended', start, outcome: cancelled ?? failed };
  }
  const outcome = readResult(reply, task);
  if (!outcome && isCopyType(task.type)) {
    const error =
      'The task ended at the site, which does not say what course it made: look at its list of courses.';
    return { kind: 'ended', outcome: { status: 'failed', error }, start: start ?? 'unknown' };
  }
  return outcome
    ? // Whatever was done has begun at some time.
      { kind: 'ended', outcome, start: start ?? 'unknown' }
    : {
        kind: 'result_missing',
        start: start ?? 'unknown',
        grace: 10 * MINUTE,
        error: `The task ended at the site, but ${CALLBACK_HINT}`,
      };
}

function readResult(reply: TaskCheckReply, task: Task): Outcome | null {
  if (!hasJsonResult(task.type)) return null;
  const parsed = resultForms[task.type].safeParse(reply.result);
  return parsed.success ? outcomeOf(task.type, parsed.data) : null;
}

/**
 * The PHP plugin looks into Moodle's queue and log and cannot tell success from failure: 4 is also what a task that
 * finished well gets, 1 also one whose run failed, 3 one that Moodle may run again. Only its callback counts; it is
 * sent from within the task and never repeated.
 */
function readPlugin(reply: TaskCheckReply): Finding {
  switch (reply.status) {
    case TaskCheckStatus.open:
      return inSiteQueue;
    case TaskCheckStatus.failed:
      return {
        kind: 'result_missing',
        start: 'unknown',
        grace: 15 * MINUTE,
        error: `The task failed at the site: ${reply.error || 'See Moodle’s task log.'}`,
      };
    default:
      return {
        kind: 'result_missing',
        start: 'unknown',
        grace: 10 * MINUTE,
        error: `The task has left the site’s queue, but ${CALLBACK_HINT}`,
      };
  }
}

/** Without a job id there is only the list of courses that are being backed up. */
async function checkByCourse(panel: PanelContext, site: AgentAddress, task: Task): Promise<Finding> {
  if (task.type === 'backup_course') {
    const courses = await panel.agents.backupsInProgress(site);
    if (courses.includes(task.courseId ?? 0)) {
      return inSiteQueue;
    }
  }
  if (task.type === PRESET_TYPE) {
    return {
      kind: 'result_missing',
      start: null,
      // The plugin names no job to ask for, and makes it when its cron comes round.
      grace: 30 * MINUTE,
      error:
        'The preset never arrived: check that the site’s cron runs and that the site can reach the panel’s address.',
    };
  }
  return {
    kind: 'result_missing',
    start: null,
    grace: 10 * MINUTE,
    error: `The connection broke while the work was ordered, and ${CALLBACK_HINT}`,
  };
}
