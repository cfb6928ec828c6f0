import type { Backup } from '../../../contract/panel/backups.js';
import { keys } from '../api/query-keys.js';
import { isOpen } from '../ui/task-state-badge.js';
import { useList } from '../ui/table/use-list.js';

const MOST = 500;

/** The backups of one site that are waiting or under way, by the course's id; live events move them. */
export function useOpenBackups(instanceId: number): ReadonlyMap<number, Backup> {
  const running = useList('backupList', keys.backupLists, {
    instance_id: instanceId,
    status: 'running',
    limit: MOST,
  });
  const pending = useList('backupList', keys.backupLists, {
    instance_id: instanceId,
    status: 'pending',
    limit: MOST,
  });
  const open = [...(pending.data?.items ?? []), ...(running.data?.items ?? [])].filter(({ status }) =>
    isOpen(status),
  );
  return new Map(open.map((backup) => [backup.course_id, backup]));
}
