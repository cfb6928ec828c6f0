import { Group, Text } from '@mantine/core';
import { useLocation } from 'react-router';
import type { Task } from '../../../contract/panel/tasks.js';
import { RowLink } from '../ui/row-link.js';
import { TaskProgress } from '../ui/task-progress.js';
import { TaskStateBadge } from '../ui/task-state-badge.js';
import { When } from '../ui/when.js';
import { taskTitle } from './task-words.js';
import { TASK_PARAM } from './use-open-task.js';

/** A task as one line of a short list; opens its details beside the page. @param withSite says where it runs */
export function TaskLine({ task, withSite = true }: { task: Task; withSite?: boolean }) {
  const { pathname } = useLocation();
  const running = task.status === 'running';
  return (
    <RowLink
      to={`${pathname}?${TASK_PARAM}=${task.id}`}
      title={taskTitle(task)}
      aside={running ? null : <TaskStateBadge state={task.status} />}
    >
      <Group justify="space-between" wrap="nowrap" gap="md">
        <Text size="sm" c="dimmed" truncate>
          {withSite && `${task.instance_name} · `}
          <When at={task.finished_at ?? task.started_at ?? task.created_at} />
        </Text>
      </Group>
      {running && <TaskProgress {...task} label={`Progress of ${taskTitle(task)}`} />}
    </RowLink>
  );
}
