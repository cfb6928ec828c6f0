/** A course backup as the API shows it. Its password never is. */
import type { z } from 'zod';
import { backupMode } from '../../contract/agent/backups.js';
import type { backup } from '../../contract/panel/backups.js';
import type { Prisma } from '../db/generated/client.js';
import { openStates, readState } from '../tasks/states.js';

export const backupInclude = {
  instance: { select: { name: true } },
  task: true,
  tasks: {
    where: { status: { in: openStates }, type: { in: ['backup_course_restore', 'backup_course_delete'] } },
    take: 1,
    select: { id: true, type: true },
  },
} satisfies Prisma.BackupInclude;
export type BackupRow = Prisma.BackupGetPayload<{ include: typeof backupInclude }>;

export function viewBackup(row: BackupRow): z.input<typeof backup> {
  return {
    id: row.id,
    instance_id: row.instanceId,
    instance_name: row.instance.name,
    course_id: row.courseId,
    course_name: row.courseName,
    task_id: row.taskId,
    moodle_job_id: row.task.moodleJobId,
    status: readState(row.task.status),
    progress: row.task.progress,
    message: row.task.message,
    error: row.task.error,
    mode: backupMode.parse(row.mode),
    storage: row.storage,
    link: row.link,
    size: row.size === null ? null : Number(row.size),
    sha256: row.sha256,
    open_task_id: row.tasks[0]?.id ?? null,
    open_task_type: row.tasks[0]?.type ?? null,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
    deleted_at: row.deletedAt?.toISOString() ?? null,
    restored_at: row.restoredAt?.toISOString() ?? null,
  };
}
