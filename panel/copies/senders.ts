/** The requests that order new courses. */
import { z } from 'zod';
import { copyOptions } from '../../contract/agent/course-copies.js';
import { checkId } from '../agents/ask.js';
import type { Task } from '../db/generated/client.js';
import type { OrderedType } from '../tasks/outcome.js';
import type { OrderReply, Sender } from '../tasks/sender.js';

/** What a task's row keeps of its order. */
const duplicateOrder = z.object({
  categoryId: z.int(),
  fullname: z.string(),
  shortname: z.string(),
  options: copyOptions,
});
export type DuplicateOrder = z.infer<typeof duplicateOrder>;
const restoreOrder = z.object({
  uploadId: z.string(),
  categoryId: z.int(),
  fullname: z.string().optional(),
  shortname: z.string().optional(),
  options: copyOptions,
});
export type RestoreOrder = z.infer<typeof restoreOrder>;

export const copySenders = {
  course_duplicate: async (panel, site, tasks, requestKey) => {
    const task = one(tasks);
    const { categoryId, ...order } = duplicateOrder.parse(task.order);
    const data = { courseid: task.courseId ?? 0, categoryid: categoryId, ...order };
    return accepted(task, await panel.agents.copies.duplicate(site, data, requestKey));
  },
  course_restore: async (panel, site, tasks, requestKey) => {
    const task = one(tasks);
    const { uploadId, categoryId, ...order } = restoreOrder.parse(task.order);
    const data = { uploadid: uploadId, categoryid: categoryId, ...order };
    return accepted(task, await panel.agents.copies.restore(site, data, requestKey));
  },
} satisfies Partial<Record<OrderedType, Sender>>;

function one(tasks: Task[]): Task {
  const task = tasks[0];
  if (!task || tasks.length !== 1) throw new Error('New courses are ordered one by one.');
  return task;
}

const accepted = (task: Task, reply: { moodle_job_id: number }): OrderReply => ({
  accepted: [{ taskId: task.id, jobId: checkId(reply.moodle_job_id) }],
  refused: [],
});
