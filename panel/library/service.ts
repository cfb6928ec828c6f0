/** What the rest of the panel asks of the library. */
import type { PanelContext } from '../context.js';
import type { LibraryItem } from '../db/generated/client.js';
import { notFound } from '../http/problem-error.js';
import { LINK_VALID, makeLink } from './links.js';

/**
 * The address under which one site may fetch an item, good for a day. Made when an order is sent and not before.
 * @throws ProblemError 404 when the item is gone
 */
export async function linkFor(
  panel: PanelContext,
  libraryItemId: number,
  instanceId: number,
): Promise<string> {
  const [item] = await itemsOf(panel, [libraryItemId]);
  if (!item) throw notFound('Library item', libraryItemId);
  return makeLink(panel, {
    sha256: item.sha256,
    fileName: `${item.component}_${item.version}.zip`,
    instanceId,
    expires: Math.floor((panel.clock().getTime() + LINK_VALID) / 1000),
  });
}

/** Items by their ids, in any order; those that are gone are left out. */
export function itemsOf(panel: PanelContext, ids: number[]): Promise<LibraryItem[]> {
  return panel.prisma.libraryItem.findMany({ where: { id: { in: ids }, storedAt: { not: null } } });
}
