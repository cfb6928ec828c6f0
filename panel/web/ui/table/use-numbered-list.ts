import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import type { List } from '../../../../contract/panel/common.js';

/**
 * As `useList`, for rows without an id of their own.
 * @param ask sends the request
 * @param numberOf what stands for the id; the row's place on the page where nothing is given
 */
export function useNumberedList<Item extends object>(
  queryKey: QueryKey,
  ask: (signal: AbortSignal) => Promise<List<Item>>,
  numberOf?: (item: Item) => number,
) {
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const list = await ask(signal);
      return {
        ...list,
        items: list.items.map((item, place) => ({ ...item, id: numberOf?.(item) ?? place })),
      };
    },
    placeholderData: keepPreviousData,
  });
}
