/** An import as it is told of: to the panel, and to web services. */
import type { MigrationImport } from '../../../contract/agent/migration.js';
import type { AgentContext } from '../../context.js';
import type { MigrationImport as ImportRow } from '../../store/generated/client.js';
import { taskState, timesOf } from '../task-state.js';
import { countEntries } from './entries.js';

/** An import as its row has it. */
export type QueuedImport = ImportRow & { taskId: number };

/** Null also for one that was never queued because its agent died. */
export async function findImport({ store }: AgentContext, id: number): Promise<QueuedImport | null> {
  const row = await store.prisma.migrationImport.findUnique({ where: { id } });
  return row === null || row.taskId === null ? null : { ...row, taskId: row.taskId };
}

export async function importView(context: AgentContext, row: QueuedImport): Promise<MigrationImport> {
  const { status, progress, task } = await taskState(context, row);
  return {
    id: row.id,
    moodle_job_id: row.taskId,
    importer: row.importer,
    dry_run: row.dryRun,
    status,
    progress,
    message: task?.message ?? '',
    error: task === null ? 'It is too long ago: import the file again.' : task.error,
    counts: await countEntries(context.store, row.id),
    ...timesOf(row, task),
  };
}
