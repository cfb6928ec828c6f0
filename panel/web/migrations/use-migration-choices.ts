import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';

/** What a site can export and import, with the settings; asked of its agent. */
export function useMigrationChoices(siteId: number | undefined) {
  return useQuery({
    queryKey: keys.migrationChoices(siteId ?? 0),
    queryFn: ({ signal }) => call('migrationChoices', { id: siteId, signal }),
    enabled: siteId !== undefined,
    staleTime: 5 * 60_000,
  });
}
