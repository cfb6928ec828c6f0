/** What a comparison asks for, kept in the address, and its pages as one list. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import type { DifferenceClass } from '../../../../contract/panel/presets.js';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';

export const PAGE = 200;

export function useCompare() {
  const [params, setParams] = useSearchParams();
  const get = (name: string) => params.get(name) ?? '';
  const set = (name: string, value: string | null) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );
  const [left, right] = [get('left'), get('right')];
  const query = {
    left,
    right,
    search: get('search') || undefined,
    plugin: get('plugin') || undefined,
    class: (get('class') || undefined) as DifferenceClass | undefined,
    hidden: get('hidden') === 'true' ? ('true' as const) : undefined,
    limit: PAGE,
  };
  const result = useInfiniteQuery({
    queryKey: [...keys.presets, 'compare', query],
    queryFn: ({ signal, pageParam }) =>
      call('presetCompare', { query: { ...query, cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: left !== '' && right !== '' && left !== right,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const swap = () =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        after.set('left', right);
        after.set('right', left);
        return after;
      },
      { replace: true },
    );
  return { left, right, get, set, swap, result, first: result.data?.pages[0] };
}
