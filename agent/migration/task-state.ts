/** How far the task of an export or an import is, in the words of migration. */
import {
  migrationStatusWords,
  MigrationStatus,
  type MigrationExport,
} from '../../contract/agent/migration.js';
import { unixTime } from '../../runtime/unix-time.js';
import type { AgentContext } from '../context.js';
import type { TaskView } from '../tasks/task-view.js';

export interface TaskState {
  status: MigrationExport['status'];
  statusstr: string;
  /** 0 to 1. */
  progress: number;
  /** Null for one that is not kept any more; it had ended. */
  task: TaskView | null;
}

export async function taskState(
  { tasks }: Pick<AgentContext, 'tasks'>,
  { taskId }: { taskId: number },
): Promise<TaskState> {
  const task = await tasks.get(taskId);
  const status = statusOf(task);
  const progress = status === MigrationStatus.completed ? 1 : (task?.progress ?? 0);
  return { status, statusstr: migrationStatusWords[status], progress, task };
}

/** When it was ordered and when it ended, in unix seconds. */
export function timesOf(
  row: { createdAt: Date; finishedAt: Date | null },
  task: TaskView | null,
): { created_at: number; finished_at: number | null } {
  const finishedAt = task?.finishedAt ?? row.finishedAt;
  return { created_at: unixTime(row.createdAt), finished_at: finishedAt && unixTime(finishedAt) };
}

function statusOf(task: TaskView | null): MigrationExport['status'] {
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
