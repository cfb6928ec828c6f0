/** Drift by schedule: which sites are to be asked for their presets now. */
import type { PanelContext } from '../context.js';
import { AgentError } from '../agents/agent-error.js';
import { recordChanges } from '../events/record.js';
import { ProblemError } from '../http/problem-error.js';
import { checkDueClusters } from './drift.js';
import { orderPreset, SCHEDULE } from './request.js';

const HOUR = 3_600_000;
/** A little less than the interval, so that a round does not slip by one pass each time. */
const INTERVALS: Record<string, number> = { day: 24 * HOUR - 600_000, week: 7 * 24 * HOUR - 600_000 };

/**
 * One pass: clusters whose time has come give their members and master, each once; the time moves on in the same
 * statement, so that of several workers one asks.
 */
export async function duePresets({ prisma, clock }: PanelContext): Promise<number[]> {
  const now = clock();
  const due = new Set<number>();
  for (const [every, length] of Object.entries(INTERVALS)) {
    const before = new Date(now.getTime() - length);
    const clusters = await prisma.cluster.updateManyAndReturn({
      where: { driftEvery: every, OR: [{ driftAskedAt: null }, { driftAskedAt: { lt: before } }] },
      data: { driftAskedAt: now },
    });
    for (const { id, masterInstanceId } of clusters) {
      const members = await prisma.instance.findMany({ where: { clusterId: id }, select: { id: true } });
      for (const member of members) due.add(member.id);
      if (masterInstanceId !== null) due.add(masterInstanceId);
    }
  }
  return [...due];
}

/** Asks one site by schedule. One that cannot be reached or is being asked already waits for the next round. */
export async function requestBySchedule(panel: PanelContext, instanceId: number): Promise<void> {
  try {
    await orderPreset(panel, SCHEDULE, instanceId, { sensitive: false, source: 'schedule' });
  } catch (error) {
    if (!(error instanceof AgentError) && !(error instanceof ProblemError)) throw error;
    panel.logger.warn({ instance: instanceId, reason: error.message }, 'no preset by schedule');
  }
}

/** Holds members against masters that have changed. */
export const checkDue = (panel: PanelContext): Promise<number> => checkDueClusters(panel, recordChanges);
