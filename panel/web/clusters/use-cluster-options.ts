import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';

/** The clusters as entries of a select. */
export function useClusterOptions(): { value: string; label: string }[] {
  const { data } = useQuery({
    queryKey: [...keys.clusters, 'options'],
    queryFn: ({ signal }) => call('clusterList', { query: { limit: 500, sort: 'name' }, signal }),
  });
  return data?.items.map(({ id, name }) => ({ value: String(id), label: name })) ?? [];
}
