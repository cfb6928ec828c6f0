/** What lists of plugins and versions say of a site. */
import { agentKind, connectionState } from '../../contract/panel/instances.js';
import { coreUpdateType } from '../../contract/agent/core.js';
import type { Offer } from '../../contract/panel/plugins.js';
import type { AvailableUpdate, Prisma } from '../db/generated/client.js';
import { changeTypes } from '../tasks/change-types.js';
import { openStates } from '../tasks/states.js';

export const siteSelect = {
  id: true,
  name: true,
  clusterId: true,
  cluster: { select: { name: true } },
  tags: true,
  agentKind: true,
  connectionState: true,
  features: true,
  tasks: {
    where: { type: { in: changeTypes }, status: { in: openStates } },
    take: 1,
    select: { updateRequest: { select: { id: true } } },
  },
} satisfies Prisma.InstanceSelect;
type SiteRow = Prisma.InstanceGetPayload<{ select: typeof siteSelect }>;

export function viewSite(row: SiteRow) {
  return {
    instance_id: row.id,
    instance_name: row.name,
    cluster_id: row.clusterId,
    cluster_name: row.cluster?.name ?? null,
    tags: row.tags,
    agent_kind: agentKind.parse(row.agentKind),
    connection_state: connectionState.parse(row.connectionState),
    can_dry_run: row.features.includes('changes.dry_run'),
    open_request_id: row.tasks[0]?.updateRequest?.id ?? null,
  };
}

/** Sites of a cluster or with a tag; of both when both are named. */
export function inScope(scope: { cluster_id?: number; tag?: string }): Prisma.InstanceWhereInput {
  return { clusterId: scope.cluster_id, ...(scope.tag ? { tags: { has: scope.tag } } : {}) };
}

export function viewOffer(row: AvailableUpdate): Offer {
  return {
    version: row.version,
    release: row.release,
    maturity: row.maturity,
    url: row.url,
    download: row.download,
    type: row.type === 'plugin' ? 'plugin' : coreUpdateType.parse(row.type),
  };
}
