import { useSite } from '../instances/detail/use-site.js';
import { TaskList } from './task-list.js';

/** The tasks of one site. */
export function TasksTab() {
  return <TaskList site={useSite()} />;
}
