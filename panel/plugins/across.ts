/** Every component across all sites: on how many, in which versions, how many have an update. */
import type { z } from 'zod';
import type { pluginList, pluginListQuery } from '../../contract/panel/plugins.js';
import type { PanelContext } from '../context.js';
import { Prisma } from '../db/generated/client.js';
import { readOffsetPage } from '../http/offset-page.js';
import type { Sorts } from '../http/page.js';

interface Row {
  component: string;
  type: string;
  name: string;
  displayName: string;
  standard: boolean;
  sites: number;
  enabled: number;
  updates: number;
  total: number;
}

const by = (column: string) => (d: 'asc' | 'desc') => Prisma.raw(`${column} ${d}`);
const sorts: Sorts<Prisma.Sql> = {
  name: by('lower(max(p."displayName"))'),
  component: by('p."component"'),
  site_count: by('count(*)'),
  update_count: by('count(u."instanceId")'),
};

export async function listPlugins(
  panel: PanelContext,
  query: z.output<typeof pluginListQuery>,
): Promise<z.input<typeof pluginList>> {
  const page = readOffsetPage(query, sorts, 'name');
  const text = query.search ? `%${query.search.replace(/[\\%_]/g, '\\$&')}%` : null;
  const rows = await panel.prisma.$queryRaw<Row[]>`
    SELECT p."component", max(p."type") AS "type", max(p."name") AS "name", max(p."displayName") AS "displayName",
      bool_and(p."standard") AS "standard", count(*)::int AS "sites",
      (count(*) FILTER (WHERE p."enabled"))::int AS "enabled", count(u."instanceId")::int AS "updates",
      (count(*) OVER ())::int AS "total"
    FROM "InstancePlugin" p
    LEFT JOIN "AvailableUpdate" u
      ON u."instanceId" = p."instanceId" AND u."component" = p."component" AND u."newest"
    WHERE p."goneAt" IS NULL
      AND (${text}::text IS NULL OR p."component" ILIKE ${text}::text OR p."displayName" ILIKE ${text}::text)
    GROUP BY p."component"
    HAVING (${query.standard ?? null}::text IS NULL OR bool_and(p."standard") = (${query.standard ?? null}::text = 'true'))
      AND (${query.updates ?? null}::text IS NULL
        OR (count(u."instanceId") > 0) = (${query.updates ?? null}::text = 'true'))
    ORDER BY ${page.order}, p."component"
    LIMIT ${page.take} OFFSET ${page.skip}`;
  const versions = await versionsOf(
    panel,
    rows.map((row) => row.component),
  );
  return page.list(rows, rows[0]?.total ?? 0, (row) => ({
    component: row.component,
    type: row.type,
    name: row.name,
    display_name: row.displayName,
    is_standard: row.standard,
    site_count: row.sites,
    enabled_count: row.enabled,
    versions: versions.get(row.component) ?? [],
    update_count: row.updates,
  }));
}

async function versionsOf(
  panel: PanelContext,
  components: string[],
): Promise<Map<string, { version: string | null; sites: number }[]>> {
  const groups = await panel.prisma.instancePlugin.groupBy({
    by: ['component', 'version', 'versionNumber'],
    where: { component: { in: components }, goneAt: null },
    _count: true,
    orderBy: { versionNumber: { sort: 'desc', nulls: 'last' } },
  });
  const found = new Map<string, { version: string | null; sites: number }[]>();
  for (const { component, version, _count } of groups) {
    found.set(component, [...(found.get(component) ?? []), { version, sites: _count }]);
  }
  return found;
}
