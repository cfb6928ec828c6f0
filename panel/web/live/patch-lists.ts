/** Puts a changed item into every cached list that holds it. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { List } from '../../../contract/panel/common.js';

interface Identified {
  id: number;
}

/**
 * Writes `item` over its older self.
 * @param lists the prefix of the lists' keys
 * @param one the key of the item by itself
 * @returns what was cached of it before, if anything
 */
export function patchItem<T extends Identified>(
  client: QueryClient,
  lists: QueryKey,
  one: QueryKey,
  item: T,
): T | undefined {
  let before = client.getQueryData<T>(one);
  client.setQueryData(one, item);
  for (const [key, list] of client.getQueriesData<List<T>>({ queryKey: lists })) {
    const at = list?.items.findIndex(({ id }) => id === item.id) ?? -1;
    if (!list || at < 0) continue;
    before ??= list.items[at];
    client.setQueryData<List<T>>(key, { ...list, items: list.items.with(at, item) });
  }
  return before;
}

/** Takes an item out of every cached list. */
export function dropFromLists(client: QueryClient, lists: QueryKey, id: number): void {
  client.setQueriesData<List<Identified>>({ queryKey: lists }, (list) => {
    if (!list?.items.some((item) => item.id === id)) return list;
    return { ...list, items: list.items.filter((item) => item.id !== id), total: list.total - 1 };
  });
}
