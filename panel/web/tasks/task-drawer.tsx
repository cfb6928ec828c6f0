import { Alert, Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconBan } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { ErrorNote } from '../ui/error-note.js';
import { ErrorState } from '../ui/error-state.js';
import { TaskProgress } from '../ui/task-progress.js';
import { isOpen } from '../ui/task-state-badge.js';
import { TaskFacts } from './task-facts.js';
import { TaskLogView } from './task-log-view.js';
import { failureAdvice, taskTitle } from './task-words.js';

/** One task beside the page: how far it is, its log, its end and what to do about it. */
export function TaskDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const may = useMay('operator');
  const client = useQueryClient();
  const {
    data: task,
    error,
    refetch,
  } = useQuery({
    queryKey: keys.task(id),
    queryFn: ({ signal }) => call('taskGet', { id, signal }),
    // The event stream moves it; this is for when the stream is cut.
    refetchInterval: ({ state }) => (state.data && isOpen(state.data.status) ? 10_000 : false),
  });
  const cancel = useMutation({
    mutationFn: () => call('taskCancel', { id }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.task(id) }),
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={<Text fw={600}>{task ? taskTitle(task) : `Task ${id}`}</Text>}
    >
      {!task && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!task && !error && <Skeleton height={160} />}
      {task && (
        <Stack gap="md">
          <Group justify="space-between" wrap="nowrap" aria-live="polite">
            <TaskProgress {...task} label={`Progress of ${taskTitle(task)}`} />
            {may && isOpen(task.status) && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconBan size={15} />}
                loading={cancel.isPending}
                onClick={() => cancel.mutate()}
                style={{ flex: 'none' }}
              >
                Cancel
              </Button>
            )}
          </Group>
          <ErrorNote error={cancel.error} />
          {task.status === 'failed' && (
            <Alert
              color="red"
              icon={<IconAlertTriangle size={18} />}
              title={task.error ?? 'The task failed.'}
            >
              {failureAdvice(task.type)}
            </Alert>
          )}
          <TaskFacts task={task} />
          <TaskLogView id={id} />
        </Stack>
      )}
    </Drawer>
  );
}
