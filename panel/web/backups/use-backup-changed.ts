import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/query-keys.js';

/** Asks again for what an order about a backup changes. */
export function useBackupChanged(): () => void {
  const client = useQueryClient();
  return () => {
    for (const queryKey of [keys.backupLists, keys.taskLists, keys.overview]) {
      void client.invalidateQueries({ queryKey });
    }
  };
}
