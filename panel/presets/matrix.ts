/** A cluster's members held against its master: by setting, only where somebody differs. */
import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import type { matrix, matrixQuery } from '../../contract/panel/presets.js';
import type { PanelContext } from '../context.js';
import { notFound } from '../http/problem-error.js';
import { compareSettings, type Row } from './compare.js';
import { entryKey, unpack } from './content.js';
import { readHides } from './hidden.js';
import { asked, categoryOf, countPlugins, pageOf, shownValue } from './rows.js';
import { sideSelect, viewSide, type Side } from './two-sides.js';

const MAX_VALUE = 300;

interface Line extends Pick<Row, 'kind' | 'plugin' | 'name' | 'secret' | 'hidden'> {
  master: Row['left'];
  cells: { site: number; row: Row }[];
}

/** @throws ProblemError 404 */
export async function compareCluster(
  panel: PanelContext,
  clusterId: number,
  query: z.output<typeof matrixQuery>,
): Promise<z.input<typeof matrix>> {
  const cluster = await panel.prisma.cluster.findUnique({ where: { id: clusterId } });
  if (!cluster) throw notFound('Cluster', clusterId);
  const members = await panel.prisma.instance.findMany({
    where: { clusterId, NOT: { id: cluster.masterInstanceId ?? 0 } },
    select: { id: true, name: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  const newest = await newestOf(panel, [...members.map(({ id }) => id), cluster.masterInstanceId ?? 0]);
  const master = cluster.masterInstanceId === null ? undefined : newest.get(cluster.masterInstanceId);
  const lines = new Map<string, Line>();
  const counts = new Map<number, number>();
  if (master) {
    const hides = await readHides(panel.prisma);
    const wanted = unpack(panel, master);
    for (const { id } of members) {
      // Hundreds of members take a second together; others are served in between.
      await setImmediate();
      const side = newest.get(id);
      if (!side) continue;
      const rows = compareSettings(wanted, unpack(panel, side), hides);
      counts.set(id, rows.filter((row) => row.hidden === null).length);
      for (const row of rows) addTo(lines, id, row);
    }
  }
  const all = [...lines.values()].sort(byPlace);
  const shown = all.filter((line) => query.hidden === 'true' || line.hidden === null);
  const page = pageOf(
    all.filter((line) => asked(line, [line.master, ...line.cells.map(({ row }) => row.right)], query)),
    query,
  );
  return {
    master: master ? viewSide(master) : null,
    sites: members.map(({ id, name }) => ({
      instance_id: id,
      name,
      preset_id: newest.get(id)?.id ?? null,
      seen_at: newest.get(id)?.seenAt.toISOString() ?? null,
      count: counts.get(id) ?? null,
    })),
    items: page.items.map((line) => ({
      id: line.id,
      kind: line.kind,
      plugin: line.plugin,
      name: line.name,
      category: categoryOf(line),
      secret: line.secret,
      hidden: line.hidden,
      master: shownValue(line.master, line.secret, MAX_VALUE),
      cells: line.cells.map(({ site, row }) => ({
        instance_id: site,
        class: row.class,
        value: shownValue(row.right, line.secret, MAX_VALUE),
      })),
    })),
    total: page.total,
    next: page.next,
    plugins: countPlugins(shown),
  };
}

/** The newest versions of sites, by instance. */
async function newestOf({ prisma }: PanelContext, instanceIds: number[]): Promise<Map<number, Side>> {
  const rows = await prisma.preset.findMany({
    where: { instanceId: { in: instanceIds } },
    distinct: ['instanceId'],
    orderBy: [{ instanceId: 'asc' }, { id: 'desc' }],
    select: { id: true, instanceId: true },
  });
  const sides = await prisma.preset.findMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    select: sideSelect,
  });
  return new Map(sides.map((side) => [side.instanceId, side]));
}

function addTo(lines: Map<string, Line>, site: number, row: Row): void {
  const some = row.left ?? row.right;
  if (!some) return;
  const key = entryKey(some);
  const line = lines.get(key);
  if (!line) {
    const { kind, plugin, name, secret, hidden, left } = row;
    lines.set(key, { kind, plugin, name, secret, hidden, master: left, cells: [{ site, row }] });
    return;
  }
  line.cells.push({ site, row });
  // Secret at one site, it is shown of none; seen at one site, the line is worth a look.
  line.secret ||= row.secret;
  if (line.secret) line.hidden = 'secret';
  else if (row.hidden === null) line.hidden = null;
}

function byPlace(a: Line, b: Line): number {
  const place = ({ kind, plugin, name }: Line) =>
    `${kind === 'setting' ? 0 : 1}\n${plugin === 'none' ? '' : plugin}\n${name}`;
  return place(a) < place(b) ? -1 : 1;
}
