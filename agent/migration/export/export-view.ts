/** An export as it is told of: to the panel, and to web services. */
import {
  entityCounts,
  migrationStatusWords,
  MigrationStatus,
  type MigrationExport,
} from '../../../contract/agent/migration.js';
import type { AgentContext } from '../../context.js';
import type { MigrationExport as ExportRow } from '../../store/generated/client.js';
import type { TaskView } from '../../tasks/task-view.js';
import { statusOf } from '../import/import-view.js';

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);

/** An export as its row has it. */
export type QueuedExport = ExportRow & { taskId: number };

/** Null also for one that was never queued because its agent died. */
export async function findExport({ store }: AgentContext, id: number): Promise<QueuedExport | null> {
  const row = await store.prisma.migrationExport.findUnique({ where: { id } });
  return row === null || row.taskId === null ? null : { ...row, taskId: row.taskId };
}

export async function exportState(
  { tasks }: AgentContext,
  row: QueuedExport,
): Promise<{
  status: MigrationExport['status'];
  statusstr: string;
  progress: number;
  task: TaskView | null;
}> {
  const task = await tasks.get(row.taskId);
  const status = statusOf(task);
  return {
    status,
    statusstr: migrationStatusWords[status],
    progress: status === MigrationStatus.completed ? 1 : (task?.progress ?? 0),
    task,
  };
}

const NOT_KEPT = 'Its file is not kept any more: export it again.';

export async function exportView(context: AgentContext, row: QueuedExport): Promise<MigrationExport> {
  const { status, progress, task } = await exportState(context, row);
  const done = status === MigrationStatus.completed;
  const { fileName, size, sha256 } = row;
  const file = done && fileName !== null ? { name: fileName, size: Number(size), sha256: sha256! } : null;
  return {
    id: row.id,
    moodle_job_id: row.taskId,
    exporter: row.exporter,
    outline: row.outline,
    status,
    progress,
    message: task?.message ?? '',
    error: task === null || (done && file === null) ? NOT_KEPT : task.error,
    counts: entityCounts.parse(JSON.parse(row.counts)),
    file,
    created_at: seconds(row.createdAt),
    finished_at: task?.finishedAt ? seconds(task.finishedAt) : row.finishedAt && seconds(row.finishedAt),
  };
}
