/** Ordering backups of courses. */
import { randomUUID } from 'node:crypto';
import type { BackupCreate } from '../../contract/panel/backups.js';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import type { Task } from '../db/generated/client.js';
import { readyInstance } from '../instances/ready.js';
import { ORDER_LEASE, sendOrder, settleFailure, withdraw } from '../tasks/send.js';
import { LOCAL_STORAGE, type Order } from './senders.js';

export interface BackupsOrdered {
  backupIds: number[];
  errors: { course_id: number; status: number; message: string }[];
}

/**
 * Orders a backup of each course. When the connection breaks before the site's answer the backups stay pending: the
 * worker finds out.
 * @throws ProblemError 404 for the instance; AgentError when the site refused or was not reached, with nothing begun
 */
export async function orderBackups(
  panel: PanelContext,
  who: Principal,
  instanceId: number,
  input: BackupCreate,
): Promise<BackupsOrdered> {
  const instance = await readyInstance(panel, instanceId);
  const courseIds = [...new Set(input.course_ids)];
  const tasks = await insertRows(panel, who, instanceId, courseIds, input.mode);
  const errors = courseIds
    .filter((id) => !tasks.some((task) => task.courseId === id))
    .map((id) => ({ course_id: id, status: 409, message: 'A backup of this course is under way.' }));
  if (tasks.length === 0) return { backupIds: [], errors };

  try {
    const reply = await sendOrder(panel, instance, tasks);
    await withdraw(
      panel,
      reply.refused.map((refusal) => refusal.taskId),
    );
    for (const { taskId, status, message } of reply.refused) {
      const course = tasks.find((task) => task.id === taskId)?.courseId ?? 0;
      errors.push({ course_id: course, status, message });
    }
    const refused = new Set(reply.refused.map((refusal) => refusal.taskId));
    const taken = tasks.filter((task) => !refused.has(task.id));
    return { backupIds: taken.map((task) => task.backupId ?? 0), errors };
  } catch (error) {
    await settleFailure(panel, tasks, error);
    return { backupIds: tasks.map((task) => task.backupId ?? 0), errors };
  }
}

/** Rows for all courses of which no backup is under way; a unique index decides, not a look before. */
async function insertRows(
  panel: PanelContext,
  who: Principal,
  instanceId: number,
  courseIds: number[],
  mode: Order['mode'],
): Promise<Task[]> {
  const names = new Map(
    (
      await panel.prisma.course.findMany({
        where: { instanceId, moodleId: { in: courseIds } },
        select: { moodleId: true, name: true },
      })
    ).map((row) => [row.moodleId, row.name]),
  );
  const now = panel.clock();
  const requestKey = randomUUID();
  const order: Order = { storage: LOCAL_STORAGE, mode };
  return panel.prisma.$transaction(async (tx) => {
    const made = await tx.task.createManyAndReturn({
      data: courseIds.map((courseId) => ({
        instanceId,
        type: 'backup_course',
        courseId,
        courseName: names.get(courseId) ?? null,
        requestKey,
        order,
        orderLease: new Date(now.getTime() + ORDER_LEASE),
        nextPollAt: now,
        createdBy: who.actor,
        createdAt: now,
      })),
      skipDuplicates: true,
    });
    await tx.backup.createMany({
      data: made.map((task) => ({
        instanceId,
        taskId: task.id,
        courseId: task.courseId ?? 0,
        courseName: task.courseName,
        mode,
        storage: LOCAL_STORAGE,
        createdBy: who.actor,
        createdAt: now,
      })),
    });
    await tx.$executeRaw`
      UPDATE "Task" SET "backupId" = b."id" FROM "Backup" b
      WHERE b."taskId" = "Task"."id" AND "Task"."requestKey" = ${requestKey}`;
    if (made.length > 0) {
      const target = made.map((task) => task.courseId).join(', ');
      await audit(panel, who, { action: 'backup.create', instanceId, target, detail: mode }, tx);
    }
    return tx.task.findMany({ where: { requestKey }, orderBy: { id: 'asc' } });
  });
}
