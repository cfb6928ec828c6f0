import { PageHeader } from '../ui/page-header.js';
import { TaskList } from './task-list.js';

export function TasksPage() {
  return (
    <>
      <PageHeader title="Tasks" lead="All work on all sites, newest first." />
      <TaskList />
    </>
  );
}
