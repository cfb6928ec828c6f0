import { useQueryClient } from '@tanstack/react-query';
import type { Task } from '../../../contract/panel/tasks.js';
import { keys } from '../api/query-keys.js';
import { useOpenTask } from '../tasks/use-open-task.js';

/** Shows the task that an order has started, beside the page one is on. */
export function useTellTask(): (task: Task) => void {
  const client = useQueryClient();
  const open = useOpenTask();
  return (task) => {
    client.setQueryData(keys.task(task.id), task);
    void client.invalidateQueries({ queryKey: keys.taskLists });
    void client.invalidateQueries({ queryKey: keys.overview });
    open(task.id);
  };
}
