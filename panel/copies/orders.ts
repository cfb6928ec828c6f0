/** Orders new courses at a site: a duplicate of another, or one out of an uploaded backup. */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { courseDuplicate, courseRestore } from '../../contract/panel/course-copies.js';
import { refusalsAsProblems } from '../agents/refusal.js';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import type { Prisma, Task } from '../db/generated/client.js';
import { recordChanges } from '../events/record.js';
import { instanceWith } from '../instances/feature.js';
import { ORDER_LEASE, sendOrder, settleFailure } from '../tasks/send.js';
import { taskChanges } from '../tasks/task-changes.js';
import type { DuplicateOrder, RestoreOrder } from './senders.js';

/**
 * @returns the task's id. When the connection breaks before the site's answer it stays pending: the worker finds out
 * @throws ProblemError 404, 409 where the agent cannot do it or something stands against it there, 422; AgentError
 */
export async function orderDuplicate(
  panel: PanelContext,
  who: Principal,
  instanceId: number,
  courseId: number,
  input: z.output<typeof courseDuplicate>,
): Promise<number> {
  const order: DuplicateOrder = {
    categoryId: input.category_id,
    fullname: input.fullname,
    shortname: input.shortname,
    options: input.options,
  };
  return place(panel, who, instanceId, { type: 'course_duplicate', courseId, order });
}

/** As `orderDuplicate`. */
export async function orderRestore(
  panel: PanelContext,
  who: Principal,
  instanceId: number,
  input: z.output<typeof courseRestore>,
): Promise<number> {
  const order: RestoreOrder = {
    uploadId: input.upload_id,
    categoryId: input.category_id,
    fullname: input.fullname,
    shortname: input.shortname,
    options: input.options,
  };
  return place(panel, who, instanceId, { type: 'course_restore', courseId: null, order });
}

interface Wanted {
  type: 'course_duplicate' | 'course_restore';
  courseId: number | null;
  order: DuplicateOrder | RestoreOrder;
}

async function place(
  panel: PanelContext,
  who: Principal,
  instanceId: number,
  wanted: Wanted,
): Promise<number> {
  const instance = await instanceWith(panel, instanceId, 'courses.copy');
  const task = await insert(panel, who, instanceId, wanted);
  await refusalsAsProblems(send(panel, instance, task));
  return task.id;
}

async function send(
  panel: PanelContext,
  instance: { url: string; sealedKey: string },
  task: Task,
): Promise<void> {
  try {
    await sendOrder(panel, instance, [task]);
  } catch (error) {
    await settleFailure(panel, [task], error);
  }
}

async function insert(
  panel: PanelContext,
  who: Principal,
  instanceId: number,
  { type, courseId, order }: Wanted,
): Promise<Task> {
  const now = panel.clock();
  const course =
    courseId === null
      ? null
      : await panel.prisma.course.findUnique({
          where: { instanceId_moodleId: { instanceId, moodleId: courseId } },
          select: { name: true },
        });
  return panel.prisma.$transaction(async (tx) => {
    const task = await tx.task.create({
      data: {
        instanceId,
        type,
        courseId,
        courseName: course?.name ?? order.fullname ?? order.shortname ?? null,
        requestKey: randomUUID(),
        order: order as Prisma.InputJsonObject,
        orderLease: new Date(now.getTime() + ORDER_LEASE),
        nextPollAt: now,
        createdBy: who.actor,
        createdAt: now,
      },
    });
    const action = type === 'course_duplicate' ? 'course.duplicate' : 'course.restore';
    const target = courseId === null ? 'an uploaded backup' : `course ${courseId}`;
    const detail = `into category ${order.categoryId}${order.shortname ? ` as ${order.shortname}` : ''}`;
    await audit(panel, who, { action, instanceId, target, detail }, tx);
    await recordChanges(tx, taskChanges(task));
    return task;
  });
}
