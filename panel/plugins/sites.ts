/** Which sites have a component, and in which version. */
import type { z } from 'zod';
import type { pluginSiteList, pluginSiteQuery } from '../../contract/panel/plugins.js';
import type { PanelContext } from '../context.js';
import type { Prisma } from '../db/generated/client.js';
import { readOffsetPage } from '../http/offset-page.js';
import type { Sorts } from '../http/page.js';
import { inScope, siteSelect, viewOffer, viewSite } from './site-facts.js';
import { versionNumber } from './version-number.js';

const sorts: Sorts<Prisma.InstancePluginOrderByWithRelationInput> = {
  instance_name: (d) => ({ instance: { name: d } }),
  version: (d) => ({ versionNumber: { sort: d, nulls: 'last' } }),
};

export async function listSitesOf(
  panel: PanelContext,
  component: string,
  query: z.output<typeof pluginSiteQuery>,
): Promise<z.input<typeof pluginSiteList>> {
  const page = readOffsetPage(query, sorts, 'instance_name');
  const where: Prisma.InstancePluginWhereInput = {
    component,
    goneAt: null,
    version: query.version,
    ...(query.below ? { versionNumber: { lt: versionNumber(query.below) ?? 0 } } : {}),
    ...(query.enabled ? { enabled: query.enabled === 'true' } : {}),
    instance: {
      ...inScope(query),
      ...(query.search ? { name: { contains: query.search, mode: 'insensitive' as const } } : {}),
    },
  };
  const [rows, total] = await Promise.all([
    panel.prisma.instancePlugin.findMany({
      where,
      include: { instance: { select: siteSelect } },
      orderBy: [page.order, { instanceId: 'asc' }],
      take: page.take,
      skip: page.skip,
    }),
    panel.prisma.instancePlugin.count({ where }),
  ]);
  const offers = await panel.prisma.availableUpdate.findMany({
    where: { component, newest: true, instanceId: { in: rows.map((row) => row.instanceId) } },
  });
  return page.list(rows, total, (row) => {
    const offer = offers.find((found) => found.instanceId === row.instanceId);
    return {
      ...viewSite(row.instance),
      version: row.version,
      enabled: row.enabled,
      is_standard: row.standard,
      offer: offer ? viewOffer(offer) : null,
    };
  });
}
