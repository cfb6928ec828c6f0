import { Anchor, Text } from '@mantine/core';
import type { Task } from '../../../contract/panel/tasks.js';
import { DASH, duration } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { TaskProgress } from '../ui/task-progress.js';
import { When } from '../ui/when.js';
import { taskTitle } from './task-words.js';

/** @param withSite shows where the task runs */
export function taskColumns(options: { withSite: boolean; onOpen: (id: number) => void }): Column<Task>[] {
  const columns: (Column<Task> | false)[] = [
    {
      key: 'task',
      header: 'Task',
      main: true,
      render: (task) => (
        <div style={{ minWidth: 0 }}>
          <Anchor
            component="button"
            type="button"
            fw={550}
            size="sm"
            ta="left"
            c="var(--mantine-color-text)"
            onClick={() => options.onOpen(task.id)}
          >
            {taskTitle(task)}
          </Anchor>
          <Text size="xs" c="dimmed">
            #{task.id}
            {task.created_by ? ` · by ${task.created_by}` : ''}
          </Text>
        </div>
      ),
    },
    options.withSite && {
      key: 'site',
      header: 'Site',
      sort: 'instance_name',
      render: (task) => task.instance_name,
    },
    {
      key: 'status',
      header: 'State',
      sort: 'status',
      width: 190,
      render: (task) => (
        <div>
          <TaskProgress {...task} label={`Progress of ${taskTitle(task)}`} />
          {task.status === 'failed' && task.error && (
            <Text size="xs" c="var(--bad)" mt={3} lineClamp={1} title={task.error}>
              {task.error}
            </Text>
          )}
        </div>
      ),
    },
    {
      key: 'started',
      header: 'Ordered',
      sort: 'created_at',
      descendingFirst: true,
      render: (task) => <When at={task.created_at} />,
    },
    {
      key: 'took',
      header: 'Took',
      align: 'right',
      // A quick task can end before anybody saw it start; then the time since the order is what is known.
      render: ({ created_at, started_at, finished_at }) =>
        finished_at ? duration(started_at ?? created_at, Date.parse(finished_at)) : DASH,
    },
  ];
  return columns.filter((column) => column !== false);
}
