/** An instance as the API shows it. */
import type { z } from 'zod';
import { agentKind, connectionState, type instance } from '../../contract/panel/instances.js';
import type { Prisma } from '../db/generated/client.js';
import { openStates } from '../tasks/states.js';

export const instanceInclude = {
  cluster: { select: { name: true } },
  _count: { select: { tasks: { where: { status: { in: openStates } } } } },
  backups: {
    where: { link: { not: null }, deletedAt: null },
    orderBy: { finishedAt: 'desc' },
    take: 1,
    select: { finishedAt: true },
  },
} satisfies Prisma.InstanceInclude;

export type InstanceRow = Prisma.InstanceGetPayload<{ include: typeof instanceInclude }>;

export function viewInstance(row: InstanceRow): z.input<typeof instance> {
  return {
    id: row.id,
    name: row.name,
    short_name: row.shortName,
    url: row.url,
    site_url: row.siteUrl,
    cluster_id: row.clusterId,
    cluster_name: row.cluster?.name ?? null,
    connection_state: connectionState.parse(row.connectionState),
    connection_error: row.connectionError,
    agent_kind: agentKind.parse(row.agentKind),
    agent_version: row.agentVersion,
    features: row.features,
    moodle_version: row.moodleVersion,
    moodle_release: row.moodleRelease,
    moodle_version_number: row.moodleVersionNumber,
    tags: row.tags,
    plugin_count: row.pluginCount,
    update_count: row.updateCount,
    updates_checked_at: row.updatesCheckedAt?.toISOString() ?? null,
    theme: row.theme,
    logo: row.logo,
    user_count: row.userCount,
    online_count: row.onlineCount,
    course_count: row.courseCount,
    category_count: row.categoryCount,
    timezone: row.timezone,
    key_expires_at: row.keyExpiresAt?.toISOString() ?? null,
    last_seen_at: row.lastSeenAt?.toISOString() ?? null,
    synced_at: row.syncedAt?.toISOString() ?? null,
    open_tasks: row._count.tasks,
    last_backup_at: row.backups[0]?.finishedAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
  };
}
