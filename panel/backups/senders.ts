/** The requests that order backups, restores and deletions. */
import { z } from 'zod';
import { backupMode } from '../../contract/agent/backups.js';
import type { PanelContext } from '../context.js';
import type { Task } from '../db/generated/client.js';
import { PASSWORD_PURPOSE } from '../tasks/apply.js';
import type { OrderedType } from '../tasks/outcome.js';
import type { OrderReply, Sender } from '../tasks/sender.js';

/** What a task's row keeps of its order. */
export const orderForm = z.object({
  storage: z.string(),
  mode: backupMode,
  link: z.string().optional(),
});
export type Order = z.infer<typeof orderForm>;

/** The panel knows one storage so far: the site's own. */
export const LOCAL_STORAGE = 'local';
const LOCAL_STORAGE_ID = 1;

export const backupSenders = {
  backup_course: async (panel, site, tasks, requestKey) => {
    const order = orderOf(tasks[0]);
    const reply = await panel.agents.orderBackups(
      site,
      {
        instance_id: tasks[0]?.instanceId,
        storage: order.storage,
        mode: order.mode,
        courses: tasks.map((task) => task.courseId),
      },
      requestKey,
    );
    const result: OrderReply = { accepted: [], refused: [] };
    for (const task of tasks) {
      const accepted = reply.backups.find((entry) => entry.id === task.courseId);
      const refused = reply.errors.find((entry) => entry.id === task.courseId);
      if (accepted) {
        result.accepted.push({ taskId: task.id, jobId: accepted.moodle_job_id ?? null });
      } else {
        const message = refused?.message ?? 'The site did not answer for this course.';
        result.refused.push({ taskId: task.id, status: refused?.status ?? 502, message });
      }
    }
    return result;
  },

  backup_course_restore: async (panel, site, tasks, requestKey) => {
    const task = one(tasks);
    const order = orderOf(task);
    const reply = await panel.agents.orderRestore(
      site,
      {
        instance_id: task.instanceId,
        storage: order.storage,
        backup_mode: order.mode,
        moodle_course_id: task.courseId,
        link: order.link,
        password: await passwordOf(panel, task.backupId),
        backup_result_id: task.backupId,
      },
      requestKey,
    );
    return reply.status
      ? { accepted: [{ taskId: task.id, jobId: reply.moodle_job_id }], refused: [] }
      : { accepted: [], refused: [{ taskId: task.id, status: 409, message: reply.message }] };
  },

  backup_course_delete: async (panel, site, tasks, requestKey) => {
    const task = one(tasks);
    const order = orderOf(task);
    const reply = await panel.agents.orderDeletion(
      site,
      {
        instance_id: task.instanceId,
        storages: [{ storage_id: LOCAL_STORAGE_ID, storage_key: order.storage, credentials: [] }],
        backups: [{ backup_result_id: task.backupId, storage_id: LOCAL_STORAGE_ID, link: order.link }],
      },
      requestKey,
    );
    const entry = reply.backups.find((found) => found.backup_result_id === task.backupId);
    // With a job id "Request already in process." means that the very deletion is under way.
    return entry && (entry.status || entry.moodle_job_id !== null)
      ? { accepted: [{ taskId: task.id, jobId: entry.moodle_job_id }], refused: [] }
      : {
          accepted: [],
          refused: [
            { taskId: task.id, status: 409, message: entry?.message ?? 'The site did not answer for it.' },
          ],
        };
  },
} satisfies Partial<Record<OrderedType, Sender>>;

function one(tasks: Task[]): Task {
  const task = tasks[0];
  if (!task || tasks.length !== 1) throw new Error('Restores and deletions are ordered one by one.');
  return task;
}

function orderOf(task: Task | undefined): Order {
  return orderForm.parse(task?.order);
}

async function passwordOf(panel: PanelContext, backupId: number | null): Promise<string> {
  const backup = await panel.prisma.backup.findUniqueOrThrow({ where: { id: backupId ?? 0 } });
  return backup.sealedPassword === null ? '' : panel.vault.open(backup.sealedPassword, PASSWORD_PURPOSE);
}
