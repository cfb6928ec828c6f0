/** Every site with its newest preset: the list that leads into comparisons. */
import type { z } from 'zod';
import type { presetSite, presetSiteQuery } from '../../contract/panel/presets.js';
import type { List } from '../../contract/panel/common.js';
import type { PanelContext } from '../context.js';
import type { Prisma } from '../db/generated/client.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { PRESET_TYPE } from '../tasks/outcome.js';
import { openStates } from '../tasks/states.js';
import { presetSelect, viewPreset } from './view.js';

const sorts: Sorts<Prisma.InstanceOrderByWithRelationInput> = {
  name: (d) => ({ name: d }),
  cluster: (d) => ({ cluster: { name: d } }),
};

const include = {
  cluster: { select: { name: true } },
  masterOf: { select: { id: true } },
  presets: { orderBy: { id: 'desc' }, take: 1, select: presetSelect },
  presetDrifts: { select: { against: true, count: true } },
  _count: { select: { tasks: { where: { type: PRESET_TYPE, status: { in: openStates } } } } },
} satisfies Prisma.InstanceInclude;
type Row = Prisma.InstanceGetPayload<{ include: typeof include }>;

const states: Record<NonNullable<z.output<typeof presetSiteQuery>['state']>, Prisma.InstanceWhereInput> = {
  drifted: { presetDrifts: { some: { count: { gt: 0 } } } },
  same: { presets: { some: {} }, presetDrifts: { none: { count: { gt: 0 } } } },
  none: { presets: { none: {} } },
};

export async function listSites(
  { prisma }: PanelContext,
  query: z.output<typeof presetSiteQuery>,
): Promise<List<z.input<typeof presetSite>>> {
  const page = readPage(query, sorts, 'name', (d) => ({ id: d }));
  const where: Prisma.InstanceWhereInput = {
    ...(query.search && { name: { contains: query.search, mode: 'insensitive' } }),
    ...(query.cluster_id && { clusterId: query.cluster_id }),
    ...(query.state && states[query.state]),
  };
  const [rows, total] = await Promise.all([
    prisma.instance.findMany({
      where,
      include,
      orderBy: page.orderBy,
      take: page.take,
      ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
    }),
    prisma.instance.count({ where }),
  ]);
  return toList(page, rows, total, (row) => row.id, view);
}

function view(row: Row): z.input<typeof presetSite> {
  const drift = (name: string) => row.presetDrifts.find(({ against }) => against === name)?.count ?? null;
  const newest = row.presets[0];
  return {
    id: row.id,
    name: row.name,
    cluster_id: row.clusterId,
    cluster_name: row.cluster?.name ?? null,
    is_master: row.masterOf.length > 0,
    newest: newest ? viewPreset(newest) : null,
    pending: row._count.tasks > 0,
    master_count: drift('master'),
    baseline_count: drift('baseline'),
  };
}
