import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import type { List } from '../../../../contract/panel/common.js';

/** As `useList`, for rows without an id: their place on the page stands for one. @param ask sends the request */
export function useNumberedList<Item extends object>(
  queryKey: QueryKey,
  ask: (signal: AbortSignal) => Promise<List<Item>>,
) {
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const list = await ask(signal);
      return { ...list, items: list.items.map((item, place) => ({ ...item, id: place })) };
    },
    placeholderData: keepPreviousData,
  });
}
