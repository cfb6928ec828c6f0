import { Anchor, Text } from '@mantine/core';
import { IconPuzzle } from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';
import type { PluginSummary } from '../../../contract/panel/plugins.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { count, DASH } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { FilterSelect } from '../ui/table/filter-select.js';
import { ListCard } from '../ui/table/list-card.js';
import { useListState } from '../ui/table/use-list-state.js';
import { useNumberedList } from '../ui/table/use-numbered-list.js';

const SHOWN = 3;

const columns: Column<PluginSummary>[] = [
  {
    key: 'plugin',
    header: 'Plugin',
    sort: 'name',
    main: true,
    render: (plugin) => (
      <div style={{ minWidth: 0 }}>
        <Anchor
          component={Link}
          to={`/updates/plugins/${plugin.component}`}
          fw={550}
          size="sm"
          c="var(--mantine-color-text)"
        >
          {plugin.display_name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {plugin.component}
        </Text>
      </div>
    ),
  },
  {
    key: 'kind',
    header: 'From',
    render: (plugin) => (plugin.is_standard ? 'Moodle' : 'Additional'),
  },
  {
    key: 'sites',
    header: 'Sites',
    sort: 'site_count',
    descendingFirst: true,
    align: 'right',
    render: (plugin) => count(plugin.site_count),
  },
  {
    key: 'versions',
    header: 'Versions',
    render: ({ versions }) => (
      <Text size="sm" className="numeric">
        {versions
          .slice(0, SHOWN)
          .map(({ version, sites }) =>
            versions.length === 1 ? (version ?? DASH) : `${version ?? DASH} (${count(sites)})`,
          )
          .join(', ')}
        {versions.length > SHOWN && ` and ${versions.length - SHOWN} more`}
      </Text>
    ),
  },
  {
    key: 'updates',
    header: 'With update',
    sort: 'update_count',
    descendingFirst: true,
    align: 'right',
    render: (plugin) => (plugin.update_count > 0 ? count(plugin.update_count) : DASH),
  },
];

const kinds = [
  { value: 'false', label: 'Additional' },
  { value: 'true', label: 'Part of Moodle' },
];
const offers = [{ value: 'true', label: 'With updates' }];

/** Every plugin that some site has. */
export function PluginsTab() {
  const navigate = useNavigate();
  const state = useListState(['standard', 'updates'], 'name');
  const query = {
    ...state.query,
    standard: (state.filter('standard') || undefined) as 'true' | 'false' | undefined,
    updates: (state.filter('updates') || undefined) as 'true' | 'false' | undefined,
  };
  const list = useNumberedList([...keys.plugins, 'across', query], (signal) =>
    call('pluginList', { query, signal }),
  );
  return (
    <ListCard
      label="Plugins of all sites"
      searchLabel="Search plugins"
      filters={
        <>
          <FilterSelect
            label="From"
            all="All plugins"
            value={state.filter('standard')}
            options={kinds}
            onChange={(value) => state.setFilter('standard', value)}
            width={170}
          />
          <FilterSelect
            label="Updates"
            all="With or without"
            value={state.filter('updates')}
            options={offers}
            onChange={(value) => state.setFilter('updates', value)}
            width={170}
          />
        </>
      }
      columns={columns}
      list={list}
      state={state}
      onOpen={(plugin) => void navigate(`/updates/plugins/${plugin.component}`)}
      empty={
        <BlankSlate icon={IconPuzzle} title="No plugin is known yet">
          Plugins are read with each sync of a site.
        </BlankSlate>
      }
    />
  );
}
