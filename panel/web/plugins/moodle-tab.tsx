import { Anchor, Group, Text } from '@mantine/core';
import { IconSchool } from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';
import type { CoreSite } from '../../../contract/panel/plugins.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useClusterOptions } from '../clusters/use-cluster-options.js';
import { TagFilter } from '../instances/tag-filter.js';
import { Tags } from '../instances/tags.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { DASH } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { FilterSelect } from '../ui/table/filter-select.js';
import { ListCard } from '../ui/table/list-card.js';
import { useListState } from '../ui/table/use-list-state.js';
import { useNumberedList } from '../ui/table/use-numbered-list.js';
import { When } from '../ui/when.js';
import { offerTypeWords, shortRelease } from '../updates/update-words.js';
import { BelowField } from './below-field.js';

const columns: Column<CoreSite>[] = [
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
        <Anchor component={Link} to={`/updates/requests?request=${site.open_request_id}`} size="sm">
          being changed
        </Anchor>
      ),
  },
];

/** Moodle's own version of every site. */
export function MoodleTab() {
  const navigate = useNavigate();
  const clusters = useClusterOptions();
  const state = useListState(['below', 'cluster_id', 'tag'], 'version');
  const query = {
    ...state.query,
    below: state.filter('below') || undefined,
    cluster_id: state.filter('cluster_id') || undefined,
    tag: state.filter('tag') || undefined,
  };
  const list = useNumberedList([...keys.plugins, 'core', query], (signal) =>
    call('coreList', { query, signal }),
  );
  return (
    <ListCard
      label="Moodle versions"
      searchLabel="Search site or release"
      filters={
        <>
          <BelowField
            key={state.clearings}
            value={state.filter('below')}
            onChange={(value) => state.setFilter('below', value)}
          />
          {clusters.length > 0 && (
            <FilterSelect
              label="Cluster"
              all="Every cluster"
              value={state.filter('cluster_id')}
              options={clusters}
              onChange={(value) => state.setFilter('cluster_id', value)}
              searchable
            />
          )}
          <TagFilter value={state.filter('tag')} onChange={(value) => state.setFilter('tag', value)} />
        </>
      }
      columns={columns}
      list={list}
      state={state}
      onOpen={(site) => void navigate(`/sites/${site.instance_id}/updates`)}
      empty={
        <BlankSlate icon={IconSchool} title="No site is connected yet">
          The versions are read with each sync.
        </BlankSlate>
      }
    />
  );
}
