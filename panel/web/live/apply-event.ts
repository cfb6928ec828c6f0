/** What each live event changes in the cache. Progress is written in place; only what may have moved is asked for again. */
import type { QueryClient } from '@tanstack/react-query';
import type { Backup } from '../../../contract/panel/backups.js';
import type { PanelEvent } from '../../../contract/panel/events.js';
import type { Instance } from '../../../contract/panel/instances.js';
import type { Task } from '../../../contract/panel/tasks.js';
import type { UpdateRequest, UpdateRequestDetail } from '../../../contract/panel/updates.js';
import { keys } from '../api/query-keys.js';
import { noteInCourses } from './note-in-courses.js';
import { dropFromLists, patchItem } from './patch-lists.js';
import type { StaleMarker } from './stale-marker.js';

/** Applies one event. Applying it twice changes nothing more. */
export function applyEvent(client: QueryClient, stale: StaleMarker, event: PanelEvent): void {
  switch (event.type) {
    case 'task.updated':
      return applyTask(client, stale, event.data);
    case 'backup.updated':
      return applyBackup(client, stale, event.data);
    case 'instance.updated':
      return applyInstance(client, stale, event.data);
    case 'instance.deleted':
      dropFromLists(client, keys.instanceLists, event.data.id);
      client.removeQueries({ queryKey: keys.instance(event.data.id), type: 'inactive' });
      stale.mark(keys.overview);
      return;
    case 'courses.synced':
      stale.mark(keys.courses(event.data.instance_id));
      stale.mark(keys.categories(event.data.instance_id));
      return;
    case 'preset.updated':
      stale.mark(keys.presets);
      stale.mark(keys.clusters);
      return;
    case 'plugins.synced':
      stale.mark(keys.plugins);
      return;
    case 'update_request.updated':
      return applyUpdate(client, stale, event.data);
    case 'notification.created':
      stale.mark(keys.notifications);
      return;
    case 'rollout.updated':
      stale.mark(keys.rolloutLists);
      stale.mark(keys.rollout(event.data.id));
      stale.mark(keys.rolloutSites(event.data.id));
      return;
    case 'migration.updated':
      stale.mark(keys.migrationLists);
      stale.mark(keys.migration(event.data.id));
      return;
    case 'reload':
      void client.invalidateQueries();
  }
}

function applyTask(client: QueryClient, stale: StaleMarker, task: Task): void {
  const before = patchItem(client, keys.taskLists, keys.task(task.id), task);
  if (before?.status === task.status) return;
  stale.mark(keys.taskLists);
  if (task.type === 'admin_presets_create') stale.mark(keys.presets);
  if (task.finished_at !== null && (task.type === 'course_restore' || task.type === 'course_duplicate')) {
    stale.mark(keys.courses(task.instance_id));
  }
  stale.mark(keys.overview);
  stale.mark(keys.taskLog(task.id));
}

function applyBackup(client: QueryClient, stale: StaleMarker, backup: Backup): void {
  const before = patchItem(client, keys.backupLists, keys.backup(backup.id), backup);
  if (before?.status === backup.status && before.deleted_at === backup.deleted_at) return;
  stale.mark(keys.backupLists);
  if (backup.finished_at === null) return;
  // At once, for the bar beside the course is gone already; the server's own numbers follow.
  noteInCourses(client, backup);
  stale.mark(keys.courses(backup.instance_id));
}

/** The opened request has items and a report besides, which an end changes too. */
function applyUpdate(client: QueryClient, stale: StaleMarker, request: UpdateRequest): void {
  const one = keys.updateRequest(request.id);
  const detail = client.getQueryData<UpdateRequestDetail>(one);
  const before = patchItem(client, keys.updateLists, [...one, 'line'], request);
  if (detail && (detail.status === request.status || request.finished_at === null)) {
    client.setQueryData(one, { ...detail, ...request });
  } else if (detail) {
    // An end is shown with its items and report: never a request that is done beside items that wait.
    void client.invalidateQueries({ queryKey: one, exact: true });
  }
  if ((before ?? detail)?.status === request.status) return;
  stale.mark(keys.updateLists);
  stale.mark(keys.plugins);
}

function applyInstance(client: QueryClient, stale: StaleMarker, instance: Instance): void {
  const before = patchItem(client, keys.instanceLists, keys.instance(instance.id), instance);
  if (before?.connection_state === instance.connection_state && before.name === instance.name) return;
  stale.mark(keys.instanceLists);
  stale.mark(keys.overview);
}
