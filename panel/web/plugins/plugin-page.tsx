import { Anchor } from '@mantine/core';
import { IconArrowLeft, IconPuzzle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { useClusterOptions } from '../clusters/use-cluster-options.js';
import { TagFilter } from '../instances/tag-filter.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { plural } from '../ui/format.js';
import { PageHeader } from '../ui/page-header.js';
import { FilterSelect } from '../ui/table/filter-select.js';
import { ListCard } from '../ui/table/list-card.js';
import { useChosenRows } from '../ui/table/use-chosen-rows.js';
import { useListState } from '../ui/table/use-list-state.js';
import { useNumberedList } from '../ui/table/use-numbered-list.js';
import { OrderDialog } from '../updates/order-dialog.js';
import { BelowField } from './below-field.js';
import { ChosenSites } from './chosen-sites.js';
import { pluginPlan } from './plugin-plan.js';
import { pluginSiteColumns } from './plugin-site-columns.js';

const switches = [
  { value: 'true', label: 'Enabled' },
  { value: 'false', label: 'Disabled' },
];

/** One plugin: which sites have it, and below which version. */
export function PluginPage() {
  const component = useParams().component ?? '';
  const navigate = useNavigate();
  const may = useMay('operator');
  const clusters = useClusterOptions();
  const summary = useQuery({
    queryKey: [...keys.plugins, 'one', component],
    queryFn: async ({ signal }) => {
      const found = await call('pluginList', { query: { search: component, limit: 100 }, signal });
      return found.items.find((plugin) => plugin.component === component) ?? null;
    },
  });
  const state = useListState(['below', 'version', 'enabled', 'cluster_id', 'tag'], 'instance_name');
  const query = {
    ...state.query,
    below: state.filter('below') || undefined,
    version: state.filter('version') || undefined,
    enabled: (state.filter('enabled') || undefined) as 'true' | 'false' | undefined,
    cluster_id: state.filter('cluster_id') || undefined,
    tag: state.filter('tag') || undefined,
  };
  const list = useNumberedList(
    [...keys.plugins, 'sites', component, query],
    (signal) => call('pluginSiteList', { component, query, signal }),
    ({ instance_id }) => instance_id,
  );
  const chosen = useChosenRows(list.data, ({ instance_name }) => instance_name);
  const [asking, setAsking] = useState<'dry' | 'real' | null>(null);
  const plugin = summary.data;
  const plan = pluginPlan(component, plugin?.display_name ?? component, chosen.rows);
  const versions = (plugin?.versions ?? []).flatMap(({ version, sites }) =>
    version === null ? [] : [{ value: version, label: `${version} (${plural(sites, 'site')})` }],
  );
  return (
    <>
      <Anchor component={Link} to="/updates/plugins" size="sm" c="dimmed" display="inline-block" mb={4}>
        <IconArrowLeft size={14} aria-hidden style={{ verticalAlign: -2 }} /> Plugins
      </Anchor>
      <PageHeader
        title={plugin?.display_name ?? component}
        lead={
          plugin
            ? `${component} · on ${plural(plugin.site_count, 'site')}, ${plural(plugin.update_count, 'site')} offered an update`
            : component
        }
      />
      <ListCard
        label={`Sites with ${component}`}
        searchLabel="Search sites"
        filters={
          <>
            <BelowField
              key={state.clearings}
              value={state.filter('below')}
              onChange={(value) => state.setFilter('below', value)}
            />
            <FilterSelect
              label="Version"
              all="Every version"
              value={state.filter('version')}
              options={versions}
              onChange={(value) => state.setFilter('version', value)}
              searchable
              width={210}
            />
            <FilterSelect
              label="Switched on"
              all="On or off"
              value={state.filter('enabled')}
              options={switches}
              onChange={(value) => state.setFilter('enabled', value)}
              width={140}
            />
            {clusters.length > 0 && (
              <FilterSelect
                label="Cluster"
                all="Every cluster"
                value={state.filter('cluster_id')}
                options={clusters}
                onChange={(value) => state.setFilter('cluster_id', value)}
                searchable
                width={160}
              />
            )}
            <TagFilter value={state.filter('tag')} onChange={(value) => state.setFilter('tag', value)} />
          </>
        }
        columns={pluginSiteColumns}
        selection={may ? chosen.selection : undefined}
        above={
          chosen.rows.length > 0 && (
            <ChosenSites
              chosen={chosen.rows.length}
              ready={plan.sites.length}
              nothing="None of them is offered an update of it."
              action={`Update it on ${plural(plan.sites.length, 'site')}`}
              onAsk={setAsking}
              onClear={chosen.clear}
            />
          )
        }
        list={list}
        state={state}
        onOpen={(site) => void navigate(`/sites/${site.instance_id}/plugins?search=${component}`)}
        empty={
          <BlankSlate icon={IconPuzzle} title="No site has this plugin">
            It may have been removed since you followed the link.
          </BlankSlate>
        }
      />
      {asking && (
        <OrderDialog
          plan={plan}
          dryRun={asking === 'dry'}
          onClose={() => setAsking(null)}
          onOrdered={asking === 'real' ? chosen.clear : undefined}
        />
      )}
    </>
  );
}
