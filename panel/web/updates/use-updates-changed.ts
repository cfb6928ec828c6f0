import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/query-keys.js';

/** Has everything asked for again that an order or its end changes. */
export function useUpdatesChanged(): () => void {
  const client = useQueryClient();
  return () => {
    for (const queryKey of [keys.updateLists, keys.plugins, keys.taskLists, keys.overview]) {
      void client.invalidateQueries({ queryKey });
    }
  };
}
