import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TaskLog } from '../../../contract/panel/tasks.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';

/** More than this is not kept on the page; the oldest lines go first. */
const MOST_LINES = 2_000;
const PAUSE_MS = 1_500;

/** The log of a task so far; asks for what is new until the task has ended. */
export function useTaskLog(id: number) {
  const client = useQueryClient();
  const queryKey = keys.taskLog(id);
  return useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<TaskLog> => {
      const before = client.getQueryData<TaskLog>(queryKey);
      const news = await call('taskLog', { id, query: { after: before?.last ?? 0 }, signal });
      return { ...news, lines: [...(before?.lines ?? []), ...news.lines].slice(-MOST_LINES) };
    },
    refetchInterval: ({ state }) => (state.data?.finished === false ? PAUSE_MS : false),
  });
}
