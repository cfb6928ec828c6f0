import { Anchor, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { CoreSite } from '../../../contract/panel/plugins.js';
import { Tags } from '../instances/tags.js';
import { DASH } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { When } from '../ui/when.js';
import { offerTypeWords, shortRelease } from '../updates/update-words.js';

export const moodleColumns: Column<CoreSite>[] = [
  {
    key: 'site',
    header: 'Site',
    sort: 'instance_name',
    main: true,
    render: (site) => (
      <div style={{ minWidth: 0 }}>
        <Anchor
          component={Link}
          to={`/sites/${site.instance_id}/updates`}
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
    key: 'version',
    header: 'Moodle',
    sort: 'version',
    render: (site) => (
      <div>
        <Text size="sm">{shortRelease(site.release, site.version)}</Text>
        <Text size="xs" c="dimmed">
          {site.version}
        </Text>
      </div>
    ),
  },
  {
    key: 'offers',
    header: 'Offered',
    render: (site) =>
      site.offers.length === 0 ? (
        DASH
      ) : (
        <Group gap="xs">
          {site.offers.map((offer) => (
            <Text key={offer.version} size="sm" span title={offerTypeWords[offer.type]}>
              {shortRelease(offer.release, offer.version)}
            </Text>
          ))}
        </Group>
      ),
  },
  {
    key: 'checked',
    header: 'Last asked',
    sort: 'checked_at',
    render: (site) => <When at={site.checked_at} none="Never" />,
  },
  {
    key: 'now',
    header: 'Now',
    render: (site) =>
      site.open_request_id === null ? (
        DASH
      ) : (
        <Anchor
          component={Link}
          to={`/updates/requests?request=${site.open_request_id}`}
          size="sm"
          style={{ whiteSpace: 'nowrap' }}
        >
          being changed
        </Anchor>
      ),
  },
];
