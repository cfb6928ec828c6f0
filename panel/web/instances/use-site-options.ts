import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';

/** The sites as entries of a select. */
export function useSiteOptions(): { value: string; label: string }[] {
  const query = { limit: 500, sort: 'name' };
  const { data } = useQuery({
    queryKey: [...keys.instanceLists, null, query],
    queryFn: ({ signal }) => call('instanceList', { query, signal }),
    staleTime: 5 * 60_000,
  });
  return data?.items.map(({ id, name }) => ({ value: String(id), label: name })) ?? [];
}
