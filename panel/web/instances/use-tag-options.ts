import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';

/** Every tag that some site has. */
export function useTagOptions(): string[] {
  const { data } = useQuery({
    queryKey: keys.tags,
    queryFn: ({ signal }) => call('tagList', { signal }),
    staleTime: 60_000,
  });
  return data?.items.map(({ tag }) => tag) ?? [];
}
