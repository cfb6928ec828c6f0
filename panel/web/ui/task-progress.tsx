import { Group, Progress, Text } from '@mantine/core';
import type { TaskState } from '../../../contract/panel/tasks.js';
import { percent } from './format.js';
import { isOpen, TaskStateBadge } from './task-state-badge.js';

interface TaskProgressProps {
  status: TaskState;
  progress: number;
  message?: string | null;
  /** Names the bar for those who cannot see it. */
  label: string;
}

/** A bar while the work goes on, the badge of its state otherwise. */
export function TaskProgress({ status, progress, message, label }: TaskProgressProps) {
  if (!isOpen(status) || (status === 'pending' && progress === 0)) return <TaskStateBadge state={status} />;
  const value = percent(progress);
  return (
    <div style={{ minWidth: 120, width: '100%' }}>
      <Group gap={8} wrap="nowrap">
        <Progress.Root size={6} flex={1} transitionDuration={300}>
          <Progress.Section
            value={Math.max(value, 2)}
            aria-label={label}
            aria-valuetext={`${value}%`}
            animated
          />
        </Progress.Root>
        <Text size="xs" className="numeric" w={40} ta="right" style={{ whiteSpace: 'nowrap' }}>
          {value}%
        </Text>
      </Group>
      {message && (
        <Text size="xs" c="dimmed" truncate title={message}>
          {message}
        </Text>
      )}
    </div>
  );
}
