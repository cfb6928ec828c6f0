/** The change as the site itself would be ordered it, sent as an update request. */
import type { PanelContext } from '../context.js';
import { orderUpdates, resolveUpdates, type UpdateOrderItem } from '../updates/service.js';
import type { PlaceOrder, SiteOrder, SiteOrdered } from './orders.js';

/** Statuses of answers that may be others in a while: another change is under way, the site or its network is not. */
const PASSING = [409, 423, 429, 502, 503, 504];

export const placeOrder: PlaceOrder = async (panel, order) => {
  const { orders, refused } = await resolveUpdates(panel, {
    scope: { instance_ids: [order.instanceId] },
    what: order.what,
    dry_run: order.dryRun,
    options: { overwrite_vcs: order.options.overwriteVcs, ignore_health: order.options.ignoreHealth },
  });
  const resolved = orders[0];
  if (!resolved) return { kind: 'nothing', message: refused[0]?.message ?? 'There is nothing to do here.' };
  if (await hasAll(panel, order.instanceId, resolved.items)) {
    return { kind: 'nothing', message: 'The site has these versions or newer ones already.' };
  }
  return send(panel, order, { ...resolved, rolloutId: order.rolloutId });
};

async function send(
  panel: PanelContext,
  order: SiteOrder,
  resolved: Parameters<typeof orderUpdates>[2][number],
): Promise<SiteOrdered> {
  const result = await orderUpdates(panel, { actor: order.actor, ip: null }, [resolved]);
  const [ordered] = result.ordered;
  if (ordered) return { kind: 'ordered', requestId: ordered.requestId };
  const status = result.refused[0]?.status ?? 500;
  const message = result.refused[0]?.message ?? 'The site was not sent anything.';
  return { kind: 'refused', again: PASSING.includes(status), message };
}

/** By the last sync; of what is not known nothing is assumed. */
async function hasAll(panel: PanelContext, instanceId: number, items: UpdateOrderItem[]): Promise<boolean> {
  if (items.some(({ component, version }) => !component || component === 'core' || !version)) return false;
  const present = await panel.prisma.instancePlugin.findMany({
    where: { instanceId, goneAt: null, component: { in: items.flatMap(({ component }) => component ?? []) } },
    select: { component: true, version: true },
  });
  const versions = new Map(present.map((plugin) => [plugin.component, Number(plugin.version ?? NaN)]));
  return items.every(({ component, version }) => (versions.get(component ?? '') ?? NaN) >= Number(version));
}
