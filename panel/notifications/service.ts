/** Notifications in the page: what ended, and what needs a look. */
import type { TaskType } from '../../contract/agent/tasks.js';
import type { Transaction } from '../db/database.js';
import type { Change } from '../events/record.js';
import { isChangeType } from '../tasks/change-types.js';
import type { Outcome } from '../tasks/outcome.js';

const names: Partial<Record<TaskType, string>> = {
  backup_course: 'Backup',
  backup_course_restore: 'Restore',
  backup_course_delete: 'Deletion of a backup',
  admin_presets_create: 'Preset of the settings',
  plugins_update: 'Update of plugins',
  plugins_install_zip: 'Installation of plugins',
  plugin_uninstall: 'Uninstallation',
  core_update: 'Update of Moodle',
  course_duplicate: 'Duplication',
  course_restore: 'Restore into a new course',
};
const levels = { succeeded: 'success', failed: 'error', cancelled: 'warning' } as const;
const words = { succeeded: 'finished', failed: 'failed', cancelled: 'was cancelled' } as const;

/** Writes the notification of a task's end, in the transaction that ends it; null where another will tell of it. */
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
): Promise<Change | null> {
  if (isChangeType(task.type) && (await isToldByRollout(tx, task.id, outcome))) return null;
  const row = await tx.notification.create({
    data: {
      ...(isChangeType(task.type) ? await changeWords(tx, task, outcome) : wordsOf(task, outcome)),
      body: outcome.status === 'succeeded' ? outcome.message : outcome.error,
      instanceId: task.instanceId,
      taskId: task.id,
      createdAt: at,
    },
  });
  return { type: 'notification.created', id: row.id };
}

function wordsOf(
  task: { type: TaskType; courseId: number | null; courseName: string | null },
  outcome: Outcome,
): { level: string; title: string } {
  const course = task.courseName ?? (task.courseId === null ? '' : `course ${task.courseId}`);
  const title = `${names[task.type] ?? task.type} ${words[outcome.status]}${course ? `: ${course}` : ''}`;
  return { level: levels[outcome.status], title };
}

/** A rollout tells of its sites itself, or a thousand sites would be a thousand notifications; a broken one is told. */
async function isToldByRollout(tx: Transaction, taskId: number, outcome: Outcome): Promise<boolean> {
  const report = outcome.status === 'cancelled' ? null : outcome.changes?.report;
  if (report?.outcome === 'broken') return false;
  return (await tx.updateRequest.count({ where: { taskId, rolloutId: { not: null } } })) > 0;
}

/** A change of a site names the site, and says above all when the site did not get over it. */
async function changeWords(
  tx: Transaction,
  task: { id: number; instanceId: number; type: TaskType },
  outcome: Outcome,
): Promise<{ level: string; title: string }> {
  const { name } = await tx.instance.findUniqueOrThrow({
    where: { id: task.instanceId },
    select: { name: true },
  });
  const report = outcome.status === 'cancelled' ? null : outcome.changes?.report;
  if (report?.outcome === 'broken') {
    return { level: 'error', title: `${name} is broken and needs somebody at once` };
  }
  const what = names[task.type] ?? task.type;
  const dry = await tx.updateRequest.count({ where: { taskId: task.id, dryRun: true } });
  if (dry > 0) {
    const title = `Dry run ${outcome.status === 'failed' ? 'found reasons against it' : words[outcome.status]}: ${what}, ${name}`;
    return { level: outcome.status === 'failed' ? 'warning' : 'info', title };
  }
  return { level: levels[outcome.status], title: `${what} ${words[outcome.status]}: ${name}` };
}

/** Writes a notification of a rollout, in the transaction of what it tells. */
export async function notifyOfRollout(
  tx: Transaction,
  words: {
    level: 'info' | 'success' | 'warning' | 'error';
    title: string;
    body: string | null;
    rolloutId: number;
  },
  at: Date,
): Promise<Change> {
  const row = await tx.notification.create({
    data: { ...words, title: words.title.slice(0, 300), createdAt: at },
  });
  return { type: 'notification.created', id: row.id };
}

/** Writes a notification of a migration, in the transaction of what it tells. */
export async function notifyOfMigration(
  tx: Transaction,
  words: {
    level: 'info' | 'success' | 'warning' | 'error';
    title: string;
    body: string | null;
    migrationId: number;
  },
  at: Date,
): Promise<Change> {
  const { migrationId, title, ...rest } = words;
  const row = await tx.notification.create({
    data: { ...rest, title: title.slice(0, 300), link: `/migrations/${migrationId}`, createdAt: at },
  });
  return { type: 'notification.created', id: row.id };
}
