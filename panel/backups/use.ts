/** Ordering the restore or the deletion of a finished backup. */
import { randomUUID } from 'node:crypto';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import { Prisma, type Instance, type Task } from '../db/generated/client.js';
import { recordChanges } from '../events/record.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { readyInstance } from '../instances/ready.js';
import { ORDER_LEASE, sendOrder, settleFailure, withdraw } from '../tasks/send.js';
import { isOpen, openStates } from '../tasks/states.js';
import { backupInclude, type BackupRow } from './view.js';
import { orderForm } from './senders.js';

type Use = 'backup_course_restore' | 'backup_course_delete';

/** @throws ProblemError 404 */
export async function getBackup(panel: PanelContext, id: number): Promise<BackupRow> {
  const row = await panel.prisma.backup.findUnique({ where: { id }, include: backupInclude });
  if (!row) throw notFound('Backup', id);
  return row;
}

/** @throws ProblemError 409 for a backup without a file */
export function requireFile(backup: BackupRow): string {
  if (backup.link !== null && backup.deletedAt === null) return backup.link;
  throw new ProblemError(409, 'No file', {
    detail: backup.deletedAt ? 'This backup was deleted.' : 'This backup has no file.',
    hint: isOpen(backup.task.status) ? 'Wait until it is finished.' : 'Choose another backup of the course.',
  });
}

/**
 * Restores a backup into a course, its own unless another of the same site is named.
 * @returns the task's id
 * @throws ProblemError 404, 409; AgentError when the site refused or was not reached
 */
export async function orderRestore(
  panel: PanelContext,
  who: Principal,
  backupId: number,
  courseId?: number,
): Promise<number> {
  const backup = await getBackup(panel, backupId);
  requireFile(backup);
  const instance = await readyInstance(panel, backup.instanceId);
  if (instance.agentKind === 'plugin') await requireNoOtherRestore(panel, instance.id);
  return order(panel, who, instance, backup, 'backup_course_restore', courseId ?? backup.courseId);
}

/**
 * Deletes a backup's file. One that never had a file is marked as deleted here and now.
 * @returns the task's id
 */
export async function orderDeletion(panel: PanelContext, who: Principal, backupId: number): Promise<number> {
  const backup = await getBackup(panel, backupId);
  if (backup.link === null && !isOpen(backup.task.status) && backup.deletedAt === null) {
    return markDeleted(panel, who, backup);
  }
  requireFile(backup);
  const instance = await readyInstance(panel, backup.instanceId);
  return order(panel, who, instance, backup, 'backup_course_delete', backup.courseId);
}

async function order(
  panel: PanelContext,
  who: Principal,
  instance: Pick<Instance, 'url' | 'sealedKey'>,
  backup: BackupRow,
  type: Use,
  courseId: number,
): Promise<number> {
  const task = await insertRow(panel, who, backup, type, courseId);
  try {
    const reply = await sendOrder(panel, instance, [task]);
    const refusal = reply.refused[0];
    if (refusal) {
      await withdraw(panel, [task.id]);
      throw new ProblemError(refusal.status, 'The site refused', { detail: refusal.message });
    }
  } catch (error) {
    await settleFailure(panel, [task], error);
  }
  return task.id;
}

async function insertRow(
  panel: PanelContext,
  who: Principal,
  backup: BackupRow,
  type: Use,
  courseId: number,
): Promise<Task> {
  const now = panel.clock();
  const { instanceId } = backup;
  const course = await panel.prisma.course.findUnique({
    where: { instanceId_moodleId: { instanceId, moodleId: courseId } },
  });
  try {
    return await panel.prisma.$transaction(async (tx) => {
      const task = await tx.task.create({
        data: {
          instanceId,
          type,
          courseId,
          courseName: course?.name ?? (courseId === backup.courseId ? backup.courseName : null),
          backupId: backup.id,
          requestKey: randomUUID(),
          order: orderForm.parse({ storage: backup.storage, mode: backup.mode, link: backup.link }),
          orderLease: new Date(now.getTime() + ORDER_LEASE),
          nextPollAt: now,
          createdBy: who.actor,
          createdAt: now,
        },
      });
      const action = type === 'backup_course_restore' ? 'backup.restore' : 'backup.delete';
      const target = `backup ${backup.id}, course ${courseId}`;
      await audit(panel, who, { action, instanceId, target }, tx);
      return task;
    });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      throw new ProblemError(409, 'Under way', {
        detail: 'A restore or deletion of this backup is under way.',
        hint: 'Wait until it has ended.',
      });
    }
    throw error;
  }
}

/** The plugin names the same job id for every waiting restore, so that two could not be told apart. */
async function requireNoOtherRestore(panel: PanelContext, instanceId: number): Promise<void> {
  const open = await panel.prisma.task.count({
    where: { instanceId, type: 'backup_course_restore', status: { in: openStates } },
  });
  if (open > 0) {
    throw new ProblemError(409, 'Under way', {
      detail: 'The plugin of this site restores one backup at a time.',
      hint: 'Wait until the other restore has ended, or put an agent beside the site.',
    });
  }
}

async function markDeleted(panel: PanelContext, who: Principal, backup: BackupRow): Promise<number> {
  const now = panel.clock();
  return panel.prisma.$transaction(async (tx) => {
    await tx.backup.update({ where: { id: backup.id }, data: { deletedAt: now } });
    const task = await tx.task.create({
      data: {
        instanceId: backup.instanceId,
        type: 'backup_course_delete',
        status: 'succeeded',
        progress: 1,
        message: 'There was no file.',
        courseId: backup.courseId,
        courseName: backup.courseName,
        backupId: backup.id,
        requestKey: randomUUID(),
        order: {},
        orderState: 'accepted',
        nextPollAt: now,
        resultSource: 'panel',
        createdBy: who.actor,
        createdAt: now,
        finishedAt: now,
      },
    });
    await audit(
      panel,
      who,
      { action: 'backup.delete', instanceId: backup.instanceId, target: `backup ${backup.id}` },
      tx,
    );
    await recordChanges(tx, [
      { type: 'task.updated', id: task.id },
      { type: 'backup.updated', id: backup.id },
    ]);
    return task.id;
  });
}
