/** An import as it is told of: to the panel, and to web services. */
import {
  migrationStatusWords,
  MigrationStatus,
  type MigrationImport,
} from '../../../contract/agent/migration.js';
import type { AgentContext } from '../../context.js';
import type { MigrationImport as ImportRow } from '../../store/generated/client.js';
import type { TaskView } from '../../tasks/task-view.js';
import { countEntries } from './entries.js';

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);

/** An import as its row has it. */
export type QueuedImport = ImportRow & { taskId: number };

/** Null also for one that was never queued because its agent died. */
export async function findImport({ store }: AgentContext, id: number): Promise<QueuedImport | null> {
  const row = await store.prisma.migrationImport.findUnique({ where: { id } });
  return row === null || row.taskId === null ? null : { ...row, taskId: row.taskId };
}

/** How far it is. A task that is not kept any more had ended. */
export function statusOf(task: TaskView | null): MigrationImport['status'] {
  switch (task?.status) {
    case 'waiting':
      return MigrationStatus.scheduled;
    case 'running':
      return MigrationStatus.inProgress;
    case 'succeeded':
      return MigrationStatus.completed;
    default:
      return MigrationStatus.failed;
  }
}

export async function importState(
  { tasks }: AgentContext,
  row: QueuedImport,
): Promise<{
  status: MigrationImport['status'];
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

export async function importView(context: AgentContext, row: QueuedImport): Promise<MigrationImport> {
  const { status, progress, task } = await importState(context, row);
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
    created_at: seconds(row.createdAt),
    finished_at: task?.finishedAt ? seconds(task.finishedAt) : row.finishedAt && seconds(row.finishedAt),
  };
}
