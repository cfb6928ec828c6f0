/** Every component of which some site is offered a newer version, with those sites. */
import type { z } from 'zod';
import type { availableList, availableQuery } from '../../contract/panel/plugins.js';
import type { PanelContext } from '../context.js';
import type { Prisma } from '../db/generated/client.js';
import { readOffsetPage } from '../http/offset-page.js';
import type { Sorts } from '../http/page.js';
import { inScope, siteSelect, viewOffer, viewSite } from './site-facts.js';

interface Group {
  component: string;
  sites: number;
}
const sorts: Sorts<(a: Group, b: Group) => number> = {
  component: (d) => (a, b) => (a.component < b.component ? -1 : 1) * (d === 'asc' ? 1 : -1),
  site_count: (d) => (a, b) => (a.sites - b.sites) * (d === 'asc' ? 1 : -1),
};

export async function listAvailable(
  panel: PanelContext,
  query: z.output<typeof availableQuery>,
): Promise<z.input<typeof availableList>> {
  const page = readOffsetPage(query, sorts, '-site_count');
  const where: Prisma.AvailableUpdateWhereInput = {
    newest: true,
    type: 'plugin',
    instance: inScope(query),
    ...(query.search && { component: { in: await namedLike(panel, query.search) } }),
  };
  // A few hundred components at most, whatever the number of sites.
  const all = (
    await panel.prisma.availableUpdate.groupBy({
      by: ['component'],
      where,
      _count: true,
      orderBy: { component: 'asc' },
    })
  ).map(({ component, _count }): Group => ({ component, sites: _count }));
  const groups = all.sort(page.order).slice(page.skip, page.skip + page.take);
  const components = groups.map((group) => group.component);
  const [offers, plugins] = await Promise.all([
    panel.prisma.availableUpdate.findMany({
      where: { ...where, component: { in: components } },
      include: { instance: { select: siteSelect } },
      orderBy: [{ instance: { name: 'asc' } }, { instanceId: 'asc' }],
    }),
    panel.prisma.instancePlugin.findMany({
      where: { component: { in: components }, goneAt: null },
      select: { instanceId: true, component: true, version: true, displayName: true, standard: true },
    }),
  ]);
  const installed = new Map(plugins.map((row) => [`${row.instanceId} ${row.component}`, row]));
  const names = new Map(plugins.map((row) => [row.component, row]));
  return page.list(groups, all.length, ({ component }) => ({
    component,
    display_name: names.get(component)?.displayName ?? component,
    is_standard: names.get(component)?.standard ?? false,
    sites: offers
      .filter((offer) => offer.component === component)
      .map((offer) => ({
        ...viewSite(offer.instance),
        version: installed.get(`${offer.instanceId} ${component}`)?.version ?? null,
        offer: viewOffer(offer),
      })),
  }));
}

async function namedLike(panel: PanelContext, search: string): Promise<string[]> {
  const text = { contains: search, mode: 'insensitive' as const };
  const rows = await panel.prisma.instancePlugin.findMany({
    where: { OR: [{ displayName: text }, { component: text }], goneAt: null },
    distinct: ['component'],
    select: { component: true },
  });
  return rows.map((row) => row.component);
}
