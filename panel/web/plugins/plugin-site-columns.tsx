import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { PluginSite } from '../../../contract/panel/plugins.js';
import { Tags } from '../instances/tags.js';
import { ConnectionBadge } from '../ui/connection-badge.js';
import { DASH } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { EnabledBadge } from './enabled-badge.js';

export const pluginSiteColumns: Column<PluginSite>[] = [
  {
    key: 'site',
    header: 'Site',
    sort: 'instance_name',
    main: true,
    render: (site) => (
      <div style={{ minWidth: 0 }}>
        <Anchor
          component={Link}
          to={`/sites/${site.instance_id}/plugins`}
          fw={550}
          size="sm"
          c="var(--mantine-color-text)"
        >
          {site.instance_name}
        </Anchor>
        {site.cluster_name && (
          <Text size="xs" c="dimmed">
            {site.cluster_name}
          </Text>
        )}
        <Tags tags={site.tags} />
      </div>
    ),
  },
  {
    key: 'state',
    header: 'State',
    render: (site) => <ConnectionBadge state={site.connection_state} />,
  },
  { key: 'version', header: 'Version', sort: 'version', render: (site) => site.version ?? DASH },
  {
    key: 'enabled',
    header: 'Switched on',
    render: (site) => <EnabledBadge enabled={site.enabled} />,
  },
  {
    key: 'offer',
    header: 'Offered',
    render: ({ offer, open_request_id }) =>
      open_request_id !== null ? (
        <Anchor component={Link} to={`/updates/requests?request=${open_request_id}`} size="sm">
          being changed
        </Anchor>
      ) : offer ? (
        (offer.release ?? offer.version)
      ) : (
        DASH
      ),
  },
];
