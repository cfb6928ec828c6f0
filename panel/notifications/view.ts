/** A notification as the API shows it. */
import { z } from 'zod';
import type { notification } from '../../contract/panel/events.js';
import type { Notification } from '../db/generated/client.js';

const level = z.enum(['info', 'success', 'warning', 'error']).catch('info');

export function viewNotification(row: Notification): z.input<typeof notification> {
  return {
    id: row.id,
    level: level.parse(row.level),
    title: row.title,
    body: row.body,
    instance_id: row.instanceId,
    task_id: row.taskId,
    link: row.link,
    rollout_id: row.rolloutId,
    created_at: row.createdAt.toISOString(),
    read_at: row.readAt?.toISOString() ?? null,
  };
}
