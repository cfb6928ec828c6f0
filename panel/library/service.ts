/** What the rest of the panel asks of the library. */
import type { PanelContext } from '../context.js';
import type { LibraryItem } from '../db/generated/client.js';
import { LINK_VALID, makeLink } from './links.js';

/** The library has no such file, or no longer. */
export class LibraryItemNotFound extends Error {
  constructor(readonly libraryItemId: number) {
    super(`The plugin library has no item ${libraryItemId}.`);
    this.name = 'LibraryItemNotFound';
  }
}

/**
 * The address under which one site may fetch an item, good for a day. Made when an order is sent and not before.
 * @throws LibraryItemNotFound
 */
export async function linkFor(
  panel: PanelContext,
  libraryItemId: number,
  instanceId: number,
): Promise<string> {
  const [item] = await itemsOf(panel, [libraryItemId]);
  if (!item) throw new LibraryItemNotFound(libraryItemId);
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
