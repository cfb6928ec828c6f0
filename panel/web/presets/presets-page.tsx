import { Anchor, Badge, Button, Group } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconEyeOff, IconGitCompare } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { PresetSite } from '../../../contract/panel/presets.js';
import { keys } from '../api/query-keys.js';
import { useClusterOptions } from '../clusters/use-cluster-options.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { count, DASH } from '../ui/format.js';
import { PageHeader } from '../ui/page-header.js';
import type { Column } from '../ui/table/column.js';
import { FilterSelect } from '../ui/table/filter-select.js';
import { ListCard } from '../ui/table/list-card.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { When } from '../ui/when.js';
import { DriftBadge } from './drift-badge.js';
import { HiddenSettings } from './hidden-settings.js';
import { releaseWords } from './words.js';

const states = [
  { value: 'drifted', label: 'With differences' },
  { value: 'same', label: 'Without differences' },
  { value: 'none', label: 'Not read yet' },
];

const columns: Column<PresetSite>[] = [
  {
    key: 'name',
    header: 'Site',
    sort: 'name',
    main: true,
    render: ({ id, name, is_master }) => (
      <Group gap={8}>
        <Anchor component={Link} to={`/sites/${id}/presets`} fw={550} c="var(--mantine-color-text)">
          {name}
        </Anchor>
        {is_master && (
          <Badge variant="light" color="gray">
            Master
          </Badge>
        )}
      </Group>
    ),
  },
  {
    key: 'cluster',
    header: 'Cluster',
    sort: 'cluster',
    render: ({ cluster_id, cluster_name }) =>
      cluster_id === null ? (
        DASH
      ) : (
        <Anchor component={Link} to={`/clusters/${cluster_id}`} size="sm" c="var(--mantine-color-text)">
          {cluster_name}
        </Anchor>
      ),
  },
  {
    key: 'read',
    header: 'Read',
    render: ({ newest, pending }) =>
      pending ? 'Under way' : <When at={newest?.seen_at ?? null} none="Never" />,
  },
  {
    key: 'settings',
    header: 'Settings',
    align: 'right',
    wideOnly: true,
    render: ({ newest }) => count(newest?.setting_count),
  },
  {
    key: 'moodle',
    header: 'Moodle',
    wideOnly: true,
    render: ({ newest }) => (newest ? releaseWords(newest.moodle_release) : DASH),
  },
  { key: 'master', header: 'From master', render: ({ master_count }) => <DriftBadge count={master_count} /> },
  {
    key: 'baseline',
    header: 'From baseline',
    render: ({ baseline_count }) => <DriftBadge count={baseline_count} />,
  },
];

/** Every site's settings, and the way into comparing them. */
export function PresetsPage() {
  const navigate = useNavigate();
  const clusters = useClusterOptions();
  const [editing, setEditing] = useState(false);
  const state = useListState(['state', 'cluster_id'], 'name');
  const list = useList('presetSiteList', [...keys.presets, 'sites'], {
    ...state.query,
    state: (state.filter('state') || undefined) as 'drifted' | 'same' | 'none' | undefined,
    cluster_id: state.filter('cluster_id') || undefined,
  });
  return (
    <>
      <PageHeader
        title="Presets"
        lead="The settings of every site: kept in versions, held against each other, and carried over."
        actions={
          <>
            <Button variant="default" leftSection={<IconEyeOff size={16} />} onClick={() => setEditing(true)}>
              Hidden settings
            </Button>
            <Button component={Link} to="/presets/compare" leftSection={<IconGitCompare size={16} />}>
              Compare
            </Button>
          </>
        }
      />
      <ListCard
        label="Sites and their settings"
        searchLabel="Search sites"
        filters={
          <>
            <FilterSelect
              label="Differences"
              all="All sites"
              value={state.filter('state')}
              options={states}
              onChange={(value) => state.setFilter('state', value)}
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
          </>
        }
        columns={columns}
        list={list}
        state={state}
        onOpen={({ id }) => void navigate(`/sites/${id}/presets`)}
        empty={
          <BlankSlate icon={IconAdjustmentsHorizontal} title="No site yet">
            Add a site, then read its settings here.
          </BlankSlate>
        }
      />
      {editing && <HiddenSettings onClose={() => setEditing(false)} />}
    </>
  );
}
