import { Skeleton, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Overview } from '../../../contract/panel/account.js';
import { bytes, count } from '../ui/format.js';
import classes from './numbers.module.css';

interface Tile {
  label: string;
  value: string;
  note: string;
  to: string;
  alarm?: boolean;
}

function tiles(o: Overview): Tile[] {
  return [
    {
      label: 'Sites',
      value: count(o.instances),
      note: o.connected === o.instances ? 'all connected' : `${count(o.connected)} connected`,
      to: '/sites',
    },
    { label: 'Users', value: count(o.users), note: 'on all sites', to: '/sites?sort=-user_count' },
    { label: 'Courses', value: count(o.courses), note: 'on all sites', to: '/sites?sort=-course_count' },
    { label: 'Backups', value: count(o.backups), note: bytes(o.backup_bytes), to: '/backups' },
    {
      label: 'Sites to update',
      value: count(o.sites_with_updates),
      note: 'Moodle or plugins',
      to: '/updates',
    },
    {
      label: 'Open tasks',
      value: count(o.tasks_open),
      note: o.tasks_failed_24h > 0 ? `${count(o.tasks_failed_24h)} failed in 24 h` : 'none failed in 24 h',
      to: o.tasks_failed_24h > 0 ? '/tasks?status=failed' : '/tasks',
      alarm: o.tasks_failed_24h > 0,
    },
  ];
}

const labels = ['Sites', 'Users', 'Courses', 'Backups', 'Sites to update', 'Open tasks'];

/** The numbers of the whole fleet; each leads to its list. */
export function Numbers({ overview }: { overview: Overview | undefined }) {
  if (!overview) {
    return (
      <div className={classes.strip} aria-busy>
        {labels.map((label) => (
          <div key={label} className={classes.tile}>
            <Text c="dimmed">{label}</Text>
            <Skeleton height={22} width={70} my={7} />
            <Skeleton height={10} width={100} />
          </div>
        ))}
      </div>
    );
  }
  return (
    <div className={classes.strip}>
      {tiles(overview).map(({ label, value, note, to, alarm }) => (
        <Link key={label} to={to} className={classes.tile}>
          <Text c="dimmed">{label}</Text>
          <Text className={classes.value}>{value}</Text>
          <Text size="xs" c={alarm ? 'var(--bad)' : 'dimmed'} className="numeric">
            {alarm && <IconAlertTriangle size={13} aria-hidden className={classes.icon} />}
            {note}
          </Text>
        </Link>
      ))}
    </div>
  );
}
