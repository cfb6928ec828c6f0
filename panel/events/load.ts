/** Reads the resources that events speak of, as their own routes would answer them. */
import type { PanelEvent } from '../../contract/panel/events.js';
import { panelEvent } from '../../contract/panel/events.js';
import { backupInclude, viewBackup } from '../backups/view.js';
import type { Prisma } from '../db/database.js';
import { instanceInclude, viewInstance } from '../instances/view.js';
import { viewNotification } from '../notifications/view.js';
import { taskInclude, viewTask } from '../tasks/view.js';
import { updateInclude, viewUpdateRequest } from '../updates/view.js';

export interface StoredEvent {
  id: bigint;
  type: string;
  subjectId: number;
}

export interface LoadedEvent {
  id: bigint;
  event: PanelEvent;
}

/** Of several events of one resource the last stands for all; what is gone by now is left out. */
export async function loadEvents(prisma: Prisma, events: StoredEvent[]): Promise<LoadedEvent[]> {
  const latest = new Map(events.map((event) => [`${event.type}:${event.subjectId}`, event]));
  const wanted = [...latest.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const where = (type: string) => ({
    id: { in: wanted.filter((event) => event.type === type).map((event) => event.subjectId) },
  });
  const [tasks, backups, instances, updates, notifications] = await Promise.all([
    prisma.task.findMany({ where: where('task.updated'), include: taskInclude }),
    prisma.backup.findMany({ where: where('backup.updated'), include: backupInclude }),
    prisma.instance.findMany({ where: where('instance.updated'), include: instanceInclude }),
    prisma.updateRequest.findMany({
      where: { taskId: where('update_request.updated').id },
      include: updateInclude,
    }),
    prisma.notification.findMany({ where: where('notification.created') }),
  ]);
  const data = new Map<string, unknown>([
    ...tasks.map((row): [string, unknown] => [`task.updated:${row.id}`, viewTask(row)]),
    ...backups.map((row): [string, unknown] => [`backup.updated:${row.id}`, viewBackup(row)]),
    ...instances.map((row): [string, unknown] => [`instance.updated:${row.id}`, viewInstance(row)]),
    ...updates.map((row): [string, unknown] => [
      `update_request.updated:${row.taskId}`,
      viewUpdateRequest(row),
    ]),
    ...notifications.map((row): [string, unknown] => [
      `notification.created:${row.id}`,
      viewNotification(row),
    ]),
  ]);
  return wanted.flatMap(({ id, type, subjectId }) => {
    const found = ['instance.deleted', 'rollout.updated', 'migration.updated'].includes(type)
      ? { id: subjectId }
      : ['courses.synced', 'plugins.synced', 'preset.updated'].includes(type)
        ? { instance_id: subjectId }
        : data.get(`${type}:${subjectId}`);
    return found === undefined ? [] : [{ id, event: panelEvent.parse({ type, data: found }) }];
  });
}
