/** An export as it is told of: to the panel, and to web services. */
import { entityCounts, MigrationStatus, type MigrationExport } from '../../../contract/agent/migration.js';
import type { AgentContext } from '../../context.js';
import type { MigrationExport as ExportRow } from '../../store/generated/client.js';
import { taskState, timesOf } from '../task-state.js';

/** An export as its row has it. */
export type QueuedExport = ExportRow & { taskId: number };

/** Null also for one that was never queued because its agent died. */
export async function findExport({ store }: AgentContext, id: number): Promise<QueuedExport | null> {
  const row = await store.prisma.migrationExport.findUnique({ where: { id } });
  return row === null || row.taskId === null ? null : { ...row, taskId: row.taskId };
}

const NOT_KEPT = 'Its file is not kept any more: export it again.';

export async function exportView(context: AgentContext, row: QueuedExport): Promise<MigrationExport> {
  const { status, progress, task } = await taskState(context, row);
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
    ...timesOf(row, task),
  };
}
