/**
 * Live events, GET `/api/v1/events` (server-sent events). The event's id is ascending; a client that comes back with
 * `Last-Event-ID` gets what it missed. Data is the resource as its own route would answer it.
 */
import { z } from 'zod';
import { backup } from './backups.js';
import { id, list, listQuery, timestamp } from './common.js';
import { instance } from './instances.js';
import { task } from './tasks.js';
import { updateRequest } from './updates.js';

/** Shown under the bell. `level` picks the colour. */
export const notification = z.object({
  id,
  level: z.enum(['info', 'success', 'warning', 'error']),
  title: z.string(),
  body: z.string().nullable(),
  instance_id: id.nullable(),
  task_id: id.nullable(),
  /** A page of the dashboard that shows more, as a path. */
  link: z.string().nullable(),
  rollout_id: id.nullable(),
  created_at: timestamp,
  read_at: timestamp.nullable(),
});
export type Notification = z.infer<typeof notification>;
export const notificationListQuery = listQuery.extend({ unread: z.enum(['true', 'false']).optional() });
export const notificationList = list(notification).extend({ unread: z.int() });

/** `reload` says that so much was missed that the page had better ask for everything again. */
export const panelEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('task.updated'), data: task }),
  z.object({ type: z.literal('backup.updated'), data: backup }),
  z.object({ type: z.literal('instance.updated'), data: instance }),
  z.object({ type: z.literal('instance.deleted'), data: z.object({ id }) }),
  z.object({ type: z.literal('courses.synced'), data: z.object({ instance_id: id }) }),
  /** Versions, drift or applications of a site's settings changed. */
  z.object({ type: z.literal('preset.updated'), data: z.object({ instance_id: id }) }),
  z.object({ type: z.literal('plugins.synced'), data: z.object({ instance_id: id }) }),
  z.object({ type: z.literal('update_request.updated'), data: updateRequest }),
  z.object({ type: z.literal('notification.created'), data: notification }),
  /** Something of a rollout or its sites moved: load what is shown of it again. */
  z.object({ type: z.literal('rollout.updated'), data: z.object({ id }) }),
  /** The same of a migration. */
  z.object({ type: z.literal('migration.updated'), data: z.object({ id }) }),
  z.object({ type: z.literal('reload'), data: z.object({}) }),
]);
export type PanelEvent = z.infer<typeof panelEvent>;
export type PanelEventType = PanelEvent['type'];
