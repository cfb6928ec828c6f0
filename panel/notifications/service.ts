/** Notifications in the page: what ended, and what needs a look. */
import type { TaskType } from '../../contract/agent/tasks.js';
import type { Transaction } from '../db/database.js';
import type { Change } from '../events/record.js';
import type { Outcome } from '../tasks/outcome.js';

const names: Partial<Record<TaskType, string>> = {
  backup_course: 'Backup',
  backup_course_restore: 'Restore',
  backup_course_delete: 'Deletion of a backup',
};
const levels = { succeeded: 'success', failed: 'error', cancelled: 'warning' } as const;
const words = { succeeded: 'finished', failed: 'failed', cancelled: 'was cancelled' } as const;

/** Writes the notification of a task's end, in the transaction that ends it. */
export async function notifyOfEnd(
  tx: Transaction,
  task: {
    id: number;
    instanceId: number;
    type: TaskType;
    courseId: number | null;
    courseName: string | null;
  },
  outcome: Outcome,
  at: Date,
): Promise<Change> {
  const course = task.courseName ?? (task.courseId === null ? '' : `course ${task.courseId}`);
  const row = await tx.notification.create({
    data: {
      level: levels[outcome.status],
      title: `${names[task.type] ?? task.type} ${words[outcome.status]}${course ? `: ${course}` : ''}`,
      body: outcome.status === 'succeeded' ? outcome.message : outcome.error,
      instanceId: task.instanceId,
      taskId: task.id,
      createdAt: at,
    },
  });
  return { type: 'notification.created', id: row.id };
}

/** Writes a notification that speaks of no single task, in the transaction of what it tells. */
export async function notify(
  tx: Transaction,
  words: { level: 'info' | 'success' | 'warning' | 'error'; title: string; body: string | null },
  at: Date,
): Promise<Change> {
  const row = await tx.notification.create({
    data: { ...words, title: words.title.slice(0, 300), createdAt: at },
  });
  return { type: 'notification.created', id: row.id };
}
