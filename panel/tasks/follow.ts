/** One look at one open task: ask, write down what changed, decide when to look again. */
import { AgentError } from '../agents/agent-error.js';
import type { PanelContext } from '../context.js';
import type { Instance, Task } from '../db/generated/client.js';
import { recordChanges } from '../events/record.js';
import { addressOf } from '../instances/service.js';
import { wantSync } from '../sync/wanted.js';
import { applyResult } from './apply.js';
import { isChangeType } from './change-types.js';
import { check, type Finding } from './check.js';
import { startOf } from './start.js';
import { taskChanges } from './task-changes.js';
import { openStates, type ResultSource } from './states.js';

/** Seconds between two looks: quick while something moves, growing while nothing does. */
const FIRST_EVERY = 2;
const GROWTH = 1.4;
const LONGEST_RUNNING = 15;
const LONGEST_WAITING = 120;
/** After so long without any answer of the site its tasks are given up; an agent of ours reports for three days. */
const GIVE_UP_AFTER = 7 * 24 * 3_600_000;

/**
 * @param source what the end is ascribed to
 * @throws AgentError when the site could not be asked; the next look is put off already
 */
export async function followTask(
  panel: PanelContext,
  instance: Instance,
  task: Task,
  source: Extract<ResultSource, 'poll' | 'sync'>,
): Promise<void> {
  let finding: Finding;
  try {
    finding = await check(panel, addressOf(panel, instance), instance.agentKind, task);
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    await putOff(panel, task, error);
    throw error;
  }
  if (finding.kind === 'ended') {
    await applyResult(panel, task.id, finding.outcome, source, finding.start);
  } else if (finding.kind === 'result_missing') {
    await waitForCallback(panel, task, finding, source);
  } else {
    await noteProgress(panel, instance, task, finding);
  }
}

async function noteProgress(
  panel: PanelContext,
  instance: Instance,
  task: Task,
  finding: Extract<Finding, { kind: 'open' }>,
): Promise<void> {
  const now = panel.clock();
  const status = finding.running ? 'running' : task.status;
  const progress = Math.max(task.progress, Math.min(finding.progress ?? 0, 1));
  const message = finding.message?.slice(0, 500) ?? task.message;
  const moved = status !== task.status || progress !== task.progress || message !== task.message;
  const longest = status === 'running' ? LONGEST_RUNNING : LONGEST_WAITING;
  const every = moved ? FIRST_EVERY : Math.min(Math.max(task.pollEvery, 1) * GROWTH, longest);
  await panel.prisma.$transaction(async (tx) => {
    const { count } = await tx.task.updateMany({
      where: { id: task.id, status: { in: openStates } },
      data: {
        status,
        progress,
        message,
        ...(status === 'running' && task.startedAt === null
          ? { startedAt: startOf(task, instance.agentKind, finding.start, now) }
          : {}),
        overdueSince: null,
        pollEvery: every,
        pollFailures: 0,
        polledAt: now,
        nextPollAt: new Date(now.getTime() + every * 1000),
      },
    });
    if (count === 0 || !moved) return;
    await recordChanges(tx, taskChanges(task));
  });
}

/** Leaves the callback its time; the end is ours to declare only when it has passed. */
async function waitForCallback(
  panel: PanelContext,
  task: Task,
  finding: Extract<Finding, { kind: 'result_missing' }>,
  source: ResultSource,
): Promise<void> {
  const now = panel.clock();
  if (task.overdueSince && now.getTime() - task.overdueSince.getTime() >= finding.grace) {
    await applyResult(panel, task.id, { status: 'failed', error: finding.error }, source, finding.start);
    return;
  }
  const every = Math.min(Math.max(task.pollEvery, FIRST_EVERY) * GROWTH, 30);
  await panel.prisma.task.updateMany({
    where: { id: task.id, status: { in: openStates } },
    data: {
      overdueSince: task.overdueSince ?? now,
      pollEvery: every,
      pollFailures: 0,
      polledAt: now,
      nextPollAt: new Date(now.getTime() + every * 1000),
    },
  });
  // What was changed can be seen at the site itself; a lost callback then costs no waiting.
  if (isChangeType(task.type) && task.overdueSince === null) await wantSync(panel, task.instanceId);
}

async function putOff(panel: PanelContext, task: Task, error: AgentError): Promise<void> {
  const now = panel.clock();
  if (now.getTime() - task.createdAt.getTime() > GIVE_UP_AFTER) {
    const text = `The site could not be asked for a week: ${error.message}`;
    await applyResult(panel, task.id, { status: 'failed', error: text }, 'panel');
    return;
  }
  const failures = task.pollFailures + 1;
  // Spread, so that a site that comes back is not met by all at once.
  const seconds = Math.min(2 ** failures, 300) * (0.75 + Math.random() / 2);
  await panel.prisma.task.updateMany({
    where: { id: task.id, status: { in: openStates } },
    data: { pollFailures: failures, polledAt: now, nextPollAt: new Date(now.getTime() + seconds * 1000) },
  });
}
