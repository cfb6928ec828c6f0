import { Button } from '@mantine/core';
import { IconPlus, IconSchool } from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';
import type { ConnectionState } from '../../../contract/panel/instances.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { useClusterOptions } from '../clusters/use-cluster-options.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { connectionWords } from '../ui/connection-badge.js';
import { PageHeader } from '../ui/page-header.js';
import { FilterSelect } from '../ui/table/filter-select.js';
import { ListCard } from '../ui/table/list-card.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { TagFilter } from './tag-filter.js';
import { siteColumns } from './site-columns.js';

const states = Object.entries(connectionWords).map(([value, { label }]) => ({ value, label }));

export function SitesPage() {
  const navigate = useNavigate();
  const may = useMay('admin');
  const clusters = useClusterOptions();
  const state = useListState(['connection_state', 'cluster_id', 'tag'], 'name');
  const list = useList('instanceList', keys.instanceLists, {
    ...state.query,
    connection_state: (state.filter('connection_state') || undefined) as ConnectionState | undefined,
    cluster_id: state.filter('cluster_id') || undefined,
    tag: state.filter('tag') || undefined,
  });
  const add = may && (
    <Button component={Link} to="/sites/add" leftSection={<IconPlus size={16} />}>
      Add site
    </Button>
  );
  return (
    <>
      <PageHeader title="Sites" actions={add} />
      <ListCard
        label="Sites"
        searchLabel="Search name or address"
        filters={
          <>
            <FilterSelect
              label="State"
              all="Every state"
              value={state.filter('connection_state')}
              options={states}
              onChange={(value) => state.setFilter('connection_state', value)}
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
        columns={siteColumns}
        list={list}
        state={state}
        onOpen={({ id }) => void navigate(`/sites/${id}`)}
        empty={
          <BlankSlate icon={IconSchool} title="No site is connected yet" action={add}>
            Install the agent beside a Moodle site, then add it here.
          </BlankSlate>
        }
      />
    </>
  );
}
