/** What pages are told when a task has changed: itself, and what is shown through it. */
import type { Task } from '../db/generated/client.js';
import type { Change } from '../events/record.js';
import { isChangeType } from './change-types.js';

export function taskChanges(task: Pick<Task, 'id' | 'type' | 'backupId'>): Change[] {
  return [
    { type: 'task.updated', id: task.id },
    ...(task.backupId === null ? [] : [{ type: 'backup.updated' as const, id: task.backupId }]),
    ...(isChangeType(task.type) ? [{ type: 'update_request.updated' as const, id: task.id }] : []),
  ];
}
