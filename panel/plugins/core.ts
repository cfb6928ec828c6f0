/** Moodle's own version of every site, with what is offered. */
import type { z } from 'zod';
import type { coreSiteList, coreSiteQuery } from '../../contract/panel/plugins.js';
import type { PanelContext } from '../context.js';
import type { Prisma } from '../db/generated/client.js';
import { readOffsetPage } from '../http/offset-page.js';
import type { Sorts } from '../http/page.js';
import { inScope, siteSelect, viewOffer, viewSite } from './site-facts.js';
import { versionNumber } from './version-number.js';

const sorts: Sorts<Prisma.InstanceOrderByWithRelationInput> = {
  instance_name: (d) => ({ name: d }),
  version: (d) => ({ moodleVersionNumber: { sort: d, nulls: 'last' } }),
  checked_at: (d) => ({ updatesCheckedAt: { sort: d, nulls: 'last' } }),
};

export async function listCore(
  panel: PanelContext,
  query: z.output<typeof coreSiteQuery>,
): Promise<z.input<typeof coreSiteList>> {
  const page = readOffsetPage(query, sorts, 'version');
  const text = query.search ? { contains: query.search, mode: 'insensitive' as const } : undefined;
  const where: Prisma.InstanceWhereInput = {
    ...inScope(query),
    AND: [{ id: query.instance_id }, query.below ? { id: { in: await below(panel, query.below) } } : {}],
    OR: text && [{ name: text }, { moodleRelease: text }],
  };
  const [rows, total] = await Promise.all([
    panel.prisma.instance.findMany({
      where,
      select: {
        ...siteSelect,
        moodleVersion: true,
        moodleRelease: true,
        moodleVersionNumber: true,
        updatesCheckedAt: true,
        offers: { where: { component: 'core' }, orderBy: { versionNumber: 'asc' } },
      },
      orderBy: [page.order, { id: 'asc' }],
      take: page.take,
      skip: page.skip,
    }),
    panel.prisma.instance.count({ where }),
  ]);
  return page.list(rows, total, (row) => ({
    ...viewSite(row),
    version: row.moodleVersionNumber,
    release: row.moodleRelease ?? row.moodleVersion,
    checked_at: row.updatesCheckedAt?.toISOString() ?? null,
    offers: row.offers.map(viewOffer),
  }));
}

/** Compared as numbers: as text, `2024100706.05` would come before `9`. */
async function below(panel: PanelContext, version: string): Promise<number[]> {
  const rows = await panel.prisma.$queryRaw<{ id: number }[]>`
    SELECT "id" FROM "Instance"
    WHERE CASE WHEN "moodleVersionNumber" ~ '^[0-9]{1,15}([.][0-9]{1,6})?$'
      THEN "moodleVersionNumber"::double precision < ${versionNumber(version) ?? 0}::double precision ELSE false END`;
  return rows.map((row) => row.id);
}
