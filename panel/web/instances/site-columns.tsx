import { Anchor, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Instance } from '../../../contract/panel/instances.js';
import { ConnectionBadge } from '../ui/connection-badge.js';
import { count, DASH } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { When } from '../ui/when.js';
import { Tags } from './tags.js';
import { SiteAvatar } from './site-avatar.js';

/** `4.5.6` of `4.5.6 (Build: 20250811)`. */
const release = (version: string | null): string => version?.replace(/\s*\(Build.*$/, '') ?? DASH;

/** An address without what every address has. */
export const bareAddress = (url: string): string => url.replace(/^https?:\/\//, '').replace(/\/$/, '');

export const siteColumns: Column<Instance>[] = [
  {
    key: 'name',
    header: 'Site',
    sort: 'name',
    main: true,
    render: (site) => (
      <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
        <SiteAvatar name={site.short_name ?? site.name} />
        <div style={{ minWidth: 0 }}>
          <Anchor component={Link} to={`/sites/${site.id}`} fw={550} c="var(--mantine-color-text)">
            {site.name}
          </Anchor>
          <Text size="xs" c="dimmed" lineClamp={1}>
            {bareAddress(site.site_url ?? site.url)}
            {site.cluster_name && ` · ${site.cluster_name}`}
          </Text>
          <Tags tags={site.tags} />
        </div>
      </Group>
    ),
  },
  {
    key: 'state',
    header: 'State',
    sort: 'connection_state',
    render: (site) => <ConnectionBadge state={site.connection_state} error={site.connection_error} />,
  },
  { key: 'moodle', header: 'Moodle', sort: 'moodle_version', render: (site) => release(site.moodle_version) },
  {
    key: 'updates',
    header: 'Updates',
    sort: 'update_count',
    descendingFirst: true,
    align: 'right',
    render: (site) =>
      site.update_count ? (
        <Anchor component={Link} to={`/sites/${site.id}/plugins?updates=true`} size="sm">
          {count(site.update_count)}
        </Anchor>
      ) : (
        count(site.update_count)
      ),
  },
  {
    key: 'users',
    header: 'Users',
    sort: 'user_count',
    descendingFirst: true,
    align: 'right',
    render: (site) => count(site.user_count),
  },
  {
    key: 'courses',
    header: 'Courses',
    sort: 'course_count',
    descendingFirst: true,
    align: 'right',
    render: (site) => count(site.course_count),
  },
  {
    key: 'tasks',
    header: 'Open tasks',
    align: 'right',
    render: (site) => count(site.open_tasks),
  },
  {
    key: 'synced',
    header: 'Last sync',
    sort: 'synced_at',
    descendingFirst: true,
    render: (site) => <When at={site.synced_at} none="Never" />,
  },
];
