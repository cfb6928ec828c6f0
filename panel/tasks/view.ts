/** A task as the API shows it. */
import type { z } from 'zod';
import type { task } from '../../contract/panel/tasks.js';
import type { Prisma } from '../db/generated/client.js';
import { readSource, readState, readType } from './states.js';

export const taskInclude = {
  instance: { select: { name: true } },
  updateRequest: { select: { id: true, dryRun: true } },
} satisfies Prisma.TaskInclude;
export type TaskRow = Prisma.TaskGetPayload<{ include: typeof taskInclude }>;

export function viewTask(row: TaskRow): z.input<typeof task> {
  return {
    id: row.id,
    task_id: row.id,
    instance_id: row.instanceId,
    instance_name: row.instance.name,
    type: readType(row.type),
    status: readState(row.status),
    progress: row.progress,
    message: row.message,
    error: row.error,
    moodle_job_id: row.moodleJobId,
    course_id: row.courseId,
    course_name: row.courseName,
    backup_id: row.backupId,
    update_request_id: row.updateRequest?.id ?? null,
    dry_run: row.updateRequest?.dryRun ?? false,
    result_source: readSource(row.resultSource),
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
  };
}
