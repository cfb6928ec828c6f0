import { Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconBan, IconRotateClockwise } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { TaskLogView } from '../tasks/task-log-view.js';
import { ErrorNote } from '../ui/error-note.js';
import { ErrorState } from '../ui/error-state.js';
import { plural } from '../ui/format.js';
import { isOpen } from '../ui/task-state-badge.js';
import { FailureNote } from './failure-note.js';
import { RequestFacts } from './request-facts.js';
import { RequestItems } from './request-items.js';
import { RequestReport } from './request-report.js';
import { RequestState } from './request-state.js';
import { requestTitle } from './update-words.js';
import { useUpdatesChanged } from './use-updates-changed.js';

interface RequestDrawerProps {
  id: number;
  onOpen: (id: number) => void;
  onClose: () => void;
}

/** One request beside the page: how far it is, each item, the site's own report and log, and what can be done. */
export function RequestDrawer({ id, onOpen, onClose }: RequestDrawerProps) {
  const may = useMay('operator');
  const client = useQueryClient();
  const changed = useUpdatesChanged();
  const {
    data: request,
    error,
    refetch,
  } = useQuery({
    queryKey: keys.updateRequest(id),
    queryFn: ({ signal }) => call('updateRequestGet', { id, signal }),
    // The event stream moves it; this is for when the stream is cut.
    refetchInterval: ({ state }) => (state.data && isOpen(state.data.status) ? 10_000 : false),
  });
  const cancel = useMutation({
    mutationFn: (taskId: number) => call('taskCancel', { id: taskId }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.updateRequest(id) }),
  });
  const retry = useMutation({
    mutationFn: () => call('updateRequestRetry', { id }),
    onSuccess: (next) => onOpen(next.id),
    onSettled: changed,
  });
  const again =
    request?.items.filter(({ status }) => status === 'failed' || status === 'cancelled').length ?? 0;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={640}
      title={
        <Text fw={600} component="span">
          {request ? `${request.dry_run ? 'Dry run: ' : ''}${requestTitle(request)}` : `Request ${id}`}
        </Text>
      }
    >
      {!request && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!request && !error && <Skeleton height={160} />}
      {request && (
        <Stack gap="lg">
          <Group justify="space-between" wrap="nowrap" aria-live="polite">
            <RequestState request={request} />
            {may && isOpen(request.status) && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconBan size={15} />}
                loading={cancel.isPending}
                onClick={() => cancel.mutate(request.task_id)}
                style={{ flex: 'none' }}
              >
                Cancel
              </Button>
            )}
            {may && !isOpen(request.status) && again > 0 && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconRotateClockwise size={15} />}
                loading={retry.isPending}
                onClick={() => retry.mutate()}
                style={{ flex: 'none' }}
              >
                {request.item_count === 1
                  ? 'Try again'
                  : `Try ${again === 1 ? 'the failed item' : plural(again, 'failed item')} again`}
              </Button>
            )}
          </Group>
          <ErrorNote error={cancel.error ?? retry.error} />
          {request.status === 'failed' && <FailureNote request={request} />}
          <RequestItems request={request} />
          {request.report && <RequestReport report={request.report} />}
          <RequestFacts request={request} onOpen={onOpen} />
          <TaskLogView id={request.task_id} />
        </Stack>
      )}
    </Drawer>
  );
}
