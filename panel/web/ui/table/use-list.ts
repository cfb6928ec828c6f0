import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.js';
import type { QueryOf, RouteName } from '../../api/route-types.js';

interface ListOptions {
  /** The `{id}` of the route. */
  id?: number;
  /** The `{component}` of the route. */
  component?: string;
  refetchInterval?: number | false;
  enabled?: boolean;
}

/** One page of a list; the page before stays to be seen until the next one is there. */
export function useList<Name extends RouteName>(
  name: Name,
  prefix: QueryKey,
  query: NonNullable<QueryOf<Name>>,
  { id, component, refetchInterval, enabled }: ListOptions = {},
) {
  return useQuery({
    queryKey: [...prefix, id ?? component ?? null, query],
    queryFn: ({ signal }) => call(name, { id, component, query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
    enabled,
  });
}
