/** The plugins and the upgrade log of one site. */
import type { z } from 'zod';
import type { siteLog, siteLogQuery, sitePluginList, sitePluginQuery } from '../../contract/panel/plugins.js';
import type { PanelContext } from '../context.js';
import type { Prisma } from '../db/generated/client.js';
import { readOffsetPage } from '../http/offset-page.js';
import type { Sorts } from '../http/page.js';
import { viewOffer } from './site-facts.js';

const sorts: Sorts<Prisma.InstancePluginOrderByWithRelationInput> = {
  name: (d) => ({ displayName: d }),
  component: (d) => ({ component: d }),
  version: (d) => ({ versionNumber: { sort: d, nulls: 'last' } }),
};

export async function listSitePlugins(
  panel: PanelContext,
  instanceId: number,
  query: z.output<typeof sitePluginQuery>,
): Promise<z.input<typeof sitePluginList>> {
  const page = readOffsetPage(query, sorts, 'name');
  const text = query.search ? { contains: query.search, mode: 'insensitive' as const } : undefined;
  const offers = await panel.prisma.availableUpdate.findMany({
    where: { instanceId, newest: true, component: { not: 'core' } },
  });
  const offered = offers.map((offer) => offer.component);
  const where: Prisma.InstancePluginWhereInput = {
    instanceId,
    goneAt: null,
    ...(query.updates && { component: query.updates === 'true' ? { in: offered } : { notIn: offered } }),
    ...(query.additional && { standard: query.additional !== 'true' }),
    ...(query.enabled && { enabled: query.enabled === 'true' }),
    OR: text && [{ displayName: text }, { component: text }],
  };
  const [rows, total] = await Promise.all([
    panel.prisma.instancePlugin.findMany({
      where,
      orderBy: [page.order, { component: 'asc' }],
      take: page.take,
      skip: page.skip,
    }),
    panel.prisma.instancePlugin.count({ where }),
  ]);
  return page.list(rows, total, (row) => {
    const offer = offers.find((found) => found.component === row.component);
    return {
      component: row.component,
      type: row.type,
      name: row.name,
      display_name: row.displayName,
      version: row.version,
      enabled: row.enabled,
      is_standard: row.standard,
      directory: row.directory,
      settings_section: row.settingsSection,
      offer: offer ? viewOffer(offer) : null,
    };
  });
}

const logSorts: Sorts<Prisma.UpdateLogEntryOrderByWithRelationInput> = {
  at: (d) => ({ at: d }),
  component: (d) => ({ component: d }),
};

export async function listSiteLog(
  panel: PanelContext,
  instanceId: number,
  query: z.output<typeof siteLogQuery>,
): Promise<z.input<typeof siteLog>> {
  const page = readOffsetPage(query, logSorts, '-at');
  const text = query.search ? { contains: query.search, mode: 'insensitive' as const } : undefined;
  const where: Prisma.UpdateLogEntryWhereInput = {
    instanceId,
    component: query.component,
    OR: text && [{ component: text }, { info: text }, { username: text }],
  };
  const [rows, total] = await Promise.all([
    panel.prisma.updateLogEntry.findMany({
      where,
      orderBy: [page.order, { moodleId: 'desc' }],
      take: page.take,
      skip: page.skip,
    }),
    panel.prisma.updateLogEntry.count({ where }),
  ]);
  return page.list(rows, total, (row) => ({
    id: row.moodleId,
    component: row.component,
    version: row.version,
    target_version: row.targetVersion,
    info: row.info,
    details: row.details,
    username: row.username,
    at: row.at.toISOString(),
  }));
}
