/** Turns what an operator wants, of which sites, into one order for each site. */
import type { UpdateRequestCreate, UpdateScope, UpdateWhat } from '../../contract/panel/updates.js';
import type { PanelContext } from '../context.js';
import type { AvailableUpdate, Prisma } from '../db/generated/client.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { itemsOf } from '../library/service.js';
import type { UpdateOrder, UpdateOrderItem, UpdatesOrdered } from './order-form.js';

export interface Resolved {
  orders: UpdateOrder[];
  /** Sites for which there is nothing to do. */
  refused: UpdatesOrdered['refused'];
}

/** @throws ProblemError 404 for a site, cluster or zip that is not there, 400 for a scope without sites */
export async function resolve(panel: PanelContext, input: UpdateRequestCreate): Promise<Resolved> {
  const ids = await sitesOf(panel, input.scope);
  const { what } = input;
  const fixed = await fixedItems(panel, what);
  const offers = fixed ? null : await offersOf(panel, ids, what);
  const result: Resolved = { orders: [], refused: [] };
  for (const instanceId of ids) {
    const items = fixed ?? (offers?.get(instanceId) ?? []).map(fromOffer);
    if (items.length === 0) {
      result.refused.push({ instanceId, status: 409, message: nothingFor(what) });
      continue;
    }
    result.orders.push({
      instanceId,
      kind: what.kind,
      dryRun: input.dry_run,
      items,
      options: { overwriteVcs: input.options.overwrite_vcs, ignoreHealth: input.options.ignore_health },
    });
  }
  return result;
}

async function sitesOf(panel: PanelContext, scope: UpdateScope): Promise<number[]> {
  if ('instance_ids' in scope) {
    const ids = [...new Set(scope.instance_ids)];
    const found = await panel.prisma.instance.findMany({ where: { id: { in: ids } }, select: { id: true } });
    const missing = ids.find((id) => !found.some((row) => row.id === id));
    if (missing !== undefined) throw notFound('Instance', missing);
    return ids;
  }
  if (
    'cluster_id' in scope &&
    (await panel.prisma.cluster.count({ where: { id: scope.cluster_id } })) === 0
  ) {
    throw notFound('Cluster', scope.cluster_id);
  }
  const where: Prisma.InstanceWhereInput =
    'cluster_id' in scope ? { clusterId: scope.cluster_id } : { tags: { has: scope.tag } };
  const rows = await panel.prisma.instance.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } });
  if (rows.length > 0) return rows.map((row) => row.id);
  throw new ProblemError(400, 'No sites', {
    detail: 'tag' in scope ? `No site has the tag “${scope.tag}”.` : 'This cluster has no sites.',
    hint: 'Choose others.',
  });
}

/** Items that are the same for every site; null where each is sent what it was offered. */
async function fixedItems(panel: PanelContext, what: UpdateWhat): Promise<UpdateOrderItem[] | null> {
  if (!('items' in what)) return null;
  if (what.kind === 'plugins') return what.items;
  const ids = what.items.flatMap((item) => ('library_item_id' in item ? item.library_item_id : []));
  const stored = new Map((await itemsOf(panel, ids)).map((item) => [item.id, item]));
  return what.items.map((item) => {
    if ('link' in item) return item;
    const found = stored.get(item.library_item_id);
    if (!found) throw notFound('Library item', item.library_item_id);
    const { component, version, release, sha256 } = found;
    return { component, version, release, sha256, libraryItemId: found.id };
  });
}

async function offersOf(
  panel: PanelContext,
  ids: number[],
  what: UpdateWhat,
): Promise<Map<number, AvailableUpdate[]>> {
  const where: Prisma.AvailableUpdateWhereInput =
    what.kind === 'core'
      ? { component: 'core', ...(what.version ? { version: what.version } : { type: 'core-minor' }) }
      : {
          newest: true,
          type: 'plugin',
          ...('components' in what && what.components !== 'all' && { component: { in: what.components } }),
        };
  const rows = await panel.prisma.availableUpdate.findMany({
    where: { ...where, instanceId: { in: ids } },
    orderBy: [{ versionNumber: 'desc' }, { component: 'asc' }],
  });
  const found = new Map<number, AvailableUpdate[]>();
  for (const row of rows) {
    const others = found.get(row.instanceId) ?? [];
    // Of Moodle itself one: the newest of its branch.
    if (what.kind !== 'core' || others.length === 0) found.set(row.instanceId, [...others, row]);
  }
  return found;
}

function fromOffer(offer: AvailableUpdate): UpdateOrderItem {
  const { component, version, release, download, md5 } = offer;
  return { component, version, release, download, md5 };
}

function nothingFor(what: UpdateWhat): string {
  if (what.kind !== 'core') return 'This site is offered no update of what was chosen.';
  return what.version
    ? `This site is not offered Moodle ${what.version}.`
    : 'This site is offered no newer Moodle of its own branch.';
}
