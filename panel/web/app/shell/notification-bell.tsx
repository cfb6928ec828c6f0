import { ActionIcon, Button, Divider, Group, Indicator, Popover, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBell, IconChecks } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { ErrorState } from '../../ui/error-state.js';
import { plural } from '../../ui/format.js';
import { NotificationEntry } from './notification-entry.js';

/** The latest notifications and how many of them are unread. */
export function NotificationBell() {
  const [opened, popover] = useDisclosure(false);
  const client = useQueryClient();
  const list = useQuery({
    queryKey: keys.notifications,
    queryFn: ({ signal }) => call('notificationList', { query: { limit: 30 }, signal }),
  });
  const renew = () => client.invalidateQueries({ queryKey: keys.notifications });
  const read = useMutation({
    mutationFn: (id: number) => call('notificationRead', { id }),
    onSettled: renew,
  });
  const readAll = useMutation({ mutationFn: () => call('notificationReadAll'), onSettled: renew });
  const unread = list.data?.unread ?? 0;

  return (
    <Popover
      opened={opened}
      onChange={popover.set}
      position="bottom-end"
      width="min(400px, calc(100vw - 24px))"
      trapFocus
      returnFocus
    >
      <Indicator
        disabled={unread === 0}
        label={unread > 99 ? '99+' : unread}
        size={16}
        color="red"
        offset={4}
      >
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            onClick={popover.toggle}
            aria-label={unread > 0 ? `Notifications, ${unread} unread` : 'Notifications'}
          >
            <IconBell size={19} stroke={1.7} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} aria-label="Notifications">
        <Group justify="space-between" px="md" py="xs" mih={46}>
          <Text fw={600}>{unread > 0 ? plural(unread, 'unread notification') : 'Notifications'}</Text>
          {unread > 0 && (
            <Button
              size="compact-xs"
              variant="subtle"
              leftSection={<IconChecks size={14} />}
              loading={readAll.isPending}
              onClick={() => readAll.mutate()}
            >
              Mark all as read
            </Button>
          )}
        </Group>
        <Divider color="var(--line)" />
        <ScrollArea.Autosize mah="min(440px, 65dvh)" type="auto">
          {list.data?.items.map((item) => (
            <NotificationEntry
              key={item.id}
              notification={item}
              onOpen={() => {
                if (item.read_at === null) read.mutate(item.id);
                popover.close();
              }}
            />
          ))}
          {list.data?.items.length === 0 && (
            <Text c="dimmed" ta="center" px="md" py="xl">
              Nothing yet. Ends of tasks and trouble with sites appear here.
            </Text>
          )}
          {list.error && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
