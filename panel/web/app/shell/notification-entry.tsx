import { Group, Text, VisuallyHidden } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconExclamationCircle,
  IconInfoCircle,
  type TablerIcon,
} from '@tabler/icons-react';
import { Link, useLocation } from 'react-router';
import type { Notification } from '../../../../contract/panel/events.js';
import { TASK_PARAM } from '../../tasks/use-open-task.js';
import { When } from '../../ui/when.js';
import classes from './notification-entry.module.css';

const looks: Record<Notification['level'], { icon: TablerIcon; color: string; word: string }> = {
  info: { icon: IconInfoCircle, color: 'var(--busy)', word: 'Information' },
  success: { icon: IconCircleCheck, color: 'var(--ok)', word: 'Success' },
  warning: { icon: IconAlertTriangle, color: 'var(--warn)', word: 'Warning' },
  error: { icon: IconExclamationCircle, color: 'var(--bad)', word: 'Error' },
};

/** One notification; leads to its task or rollout, else to its site. */
export function NotificationEntry({
  notification,
  onOpen,
}: {
  notification: Notification;
  onOpen: () => void;
}) {
  const { pathname } = useLocation();
  const { icon: Icon, color, word } = looks[notification.level];
  const { task_id, rollout_id, instance_id, link, title, body, created_at, read_at } = notification;
  const to =
    link ??
    (task_id !== null
      ? `${pathname}?${TASK_PARAM}=${task_id}`
      : rollout_id !== null
        ? `/rollouts/${rollout_id}`
        : instance_id !== null
          ? `/sites/${instance_id}`
          : pathname);
  return (
    <Link to={to} className={classes.entry} data-unread={read_at === null || undefined} onClick={onOpen}>
      <Icon size={18} color={color} aria-hidden style={{ flex: 'none', marginTop: 1 }} />
      <div style={{ minWidth: 0, flex: 1 }}>
        <VisuallyHidden>
          {read_at === null ? 'Unread. ' : ''}
          {word}:{' '}
        </VisuallyHidden>
        <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
          <Text fw={read_at === null ? 600 : 450} lineClamp={2}>
            {title}
          </Text>
          <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            <When at={created_at} />
          </Text>
        </Group>
        {body && (
          <Text size="xs" c="dimmed" lineClamp={3}>
            {body}
          </Text>
        )}
      </div>
    </Link>
  );
}
