/**
 * The end of a task. Callback, poll and sync all come here; the first one counts, whichever it is and however many
 * processes try at once.
 */
import type { PanelContext } from '../context.js';
import type { Transaction } from '../db/database.js';
import { recordChanges, type Change } from '../events/record.js';
import { savePreset } from '../presets/save.js';
import { notifyOfEnd } from '../notifications/service.js';
import { completeOutcome, writeUpdate } from '../updates/apply.js';
import { isChangeType } from './change-types.js';
import { isCopyType, type Outcome } from './outcome.js';
import { startOf, type Start } from './start.js';
import { openStates, readType, type ResultSource } from './states.js';
import { taskChanges } from './task-changes.js';

/** Binds a sealed backup password to its column. */
export const PASSWORD_PURPOSE = 'backup password';

/**
 * Ends a task in a transaction of its own.
 * @param start when its work began, as far as the site said
 * @returns false when it had ended already; nothing was changed then
 */
export async function applyResult(
  panel: PanelContext,
  taskId: number,
  outcome: Outcome,
  source: ResultSource,
  start: Start = null,
): Promise<boolean> {
  return panel.prisma.$transaction(async (tx) => {
    const changes = await applyInside(panel, tx, taskId, outcome, source, start);
    await recordChanges(tx, changes ?? []);
    return changes !== null;
  });
}

/**
 * The same within a transaction that the caller has begun.
 * @returns what changed, for `recordChanges`; null when the task had ended already
 */
export async function applyInside(
  panel: PanelContext,
  tx: Transaction,
  taskId: number,
  told: Outcome,
  source: ResultSource,
  start: Start,
): Promise<Change[] | null> {
  const now = panel.clock();
  const before = await tx.task.findUniqueOrThrow({
    where: { id: taskId },
    include: { instance: { select: { agentKind: true } } },
  });
  const outcome = isChangeType(before.type) ? await completeOutcome(tx, taskId, told) : told;
  const { count } = await tx.task.updateMany({
    where: { id: taskId, status: { in: openStates } },
    data: {
      status: outcome.status,
      message: outcome.status === 'succeeded' ? outcome.message : null,
      error: outcome.status === 'succeeded' ? null : outcome.error,
      ...(outcome.status === 'succeeded' ? { progress: 1 } : {}),
      orderState: 'accepted',
      orderLease: null,
      resultSource: source,
      startedAt: startOf(before, before.instance.agentKind, start, now),
      finishedAt: now,
    },
  });
  if (count === 0) return null;
  const task = await tx.task.findUniqueOrThrow({ where: { id: taskId } });
  const type = readType(task.type);
  if (task.backupId !== null) await writeBackup(panel, tx, task.backupId, type, outcome, now);
  if (isChangeType(type)) await writeUpdate(tx, task, outcome, now);
  if (isCopyType(type) && outcome.status === 'succeeded') {
    // The new course is seen when the site is read.
    await tx.instance.update({ where: { id: task.instanceId }, data: { syncWantedAt: now } });
  }
  const preset = outcome.status === 'succeeded' ? outcome.preset : undefined;
  const saved = preset ? await savePreset(panel, tx, task, preset) : [];
  // A preset that arrived shows itself; what it says is told where it says something new.
  const notification = preset ? null : await notifyOfEnd(tx, { ...task, type }, outcome, now);
  panel.metrics.taskEnds.inc({ type, status: outcome.status, source });
  return [
    ...taskChanges(task),
    { type: 'instance.updated', id: task.instanceId },
    ...saved,
    ...(notification ? [notification] : []),
  ];
}

async function writeBackup(
  panel: PanelContext,
  tx: Transaction,
  backupId: number,
  type: string,
  outcome: Outcome,
  now: Date,
): Promise<void> {
  if (type === 'backup_course') {
    const facts = outcome.status === 'succeeded' ? outcome.backup : undefined;
    await tx.backup.update({
      where: { id: backupId },
      data: {
        finishedAt: now,
        ...(facts && {
          link: facts.link,
          size: facts.size,
          sha256: facts.sha256,
          sealedPassword: facts.password === null ? null : panel.vault.seal(facts.password, PASSWORD_PURPOSE),
        }),
      },
    });
    return;
  }
  if (outcome.status !== 'succeeded') return;
  if (type === 'backup_course_restore') {
    await tx.backup.update({ where: { id: backupId }, data: { restoredAt: now } });
  } else if (type === 'backup_course_delete') {
    // The file is gone, and nothing needs its password any more.
    await tx.backup.update({ where: { id: backupId }, data: { deletedAt: now, sealedPassword: null } });
  }
}
