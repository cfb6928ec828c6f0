/** How answers are cached, when a failed request is tried again, and what the end of a session does. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/errors.js';
import { keys } from '../api/query-keys.js';

/** Refusals stay refusals; a missing answer or a fault of the server may pass. */
function mayPass(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    // Every guarded page looks at `me`; without one it shows the sign-in and comes back afterwards.
    if (error instanceof ApiError && error.status === 401) client.setQueryData(keys.me, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => mayPass(error) && failures < 2,
        retryDelay: (failures) => 400 * 2 ** failures,
        // The panel may run on this very machine, where being offline does not matter.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
