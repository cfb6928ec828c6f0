import { Button, Group, Text } from '@mantine/core';
import { IconDownload, IconFlask, IconPackageImport, IconPuzzle } from '@tabler/icons-react';
import { useState } from 'react';
import type { SitePlugin } from '../../../contract/panel/plugins.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { useSite } from '../instances/detail/use-site.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { plural } from '../ui/format.js';
import { FilterSelect } from '../ui/table/filter-select.js';
import { ListCard } from '../ui/table/list-card.js';
import { useListState } from '../ui/table/use-list-state.js';
import { useNumberedList } from '../ui/table/use-numbered-list.js';
import { OrderDialog } from '../updates/order-dialog.js';
import type { Plan } from '../updates/plan.js';
import { CheckButton } from './check-button.js';
import { InstallZip } from './install-zip.js';
import { sitePluginColumns } from './site-plugin-columns.js';
import { UninstallPlugin } from './uninstall-plugin.js';

const kinds = [{ value: 'true', label: 'Additional only' }];
const offers = [{ value: 'true', label: 'With updates' }];
const switches = [
  { value: 'true', label: 'Enabled' },
  { value: 'false', label: 'Not enabled' },
];
type Flag = 'true' | 'false' | undefined;

/** The plugins of one site, to update or remove them. */
export function SitePluginsTab() {
  const site = useSite();
  const may = useMay('operator');
  const [order, setOrder] = useState<{ plan: Plan; dryRun: boolean } | null>(null);
  const [removing, setRemoving] = useState<SitePlugin | null>(null);
  const [installing, setInstalling] = useState(false);
  const state = useListState(['updates', 'additional', 'enabled'], 'name');
  const query = {
    ...state.query,
    updates: (state.filter('updates') || undefined) as Flag,
    additional: (state.filter('additional') || undefined) as Flag,
    enabled: (state.filter('enabled') || undefined) as Flag,
  };
  const list = useNumberedList([...keys.plugins, 'site', site.id, query], (signal) =>
    call('sitePluginList', { id: site.id, query, signal }),
  );
  const canDryRun = site.features.includes('changes.dry_run');
  const planFor = (plugins: SitePlugin[]): Plan => ({
    kind: 'plugins',
    sites: [
      {
        id: site.id,
        name: site.name,
        agentKind: site.agent_kind,
        canDryRun,
        lines: plugins.flatMap(({ component, display_name, version, offer }) =>
          offer?.download
            ? [{ component, name: display_name, from: version, to: offer.version, release: offer.release }]
            : [],
        ),
      },
    ],
  });
  const updatable = (list.data?.items ?? []).filter(({ offer }) => offer?.download);
  const columns = sitePluginColumns(
    may
      ? {
          canDryRun,
          canUninstall: site.features.includes('plugins.uninstall'),
          onUpdate: (plugin, dryRun) => setOrder({ plan: planFor([plugin]), dryRun }),
          onUninstall: setRemoving,
        }
      : null,
  );
  return (
    <>
      <ListCard
        label="Plugins"
        searchLabel="Search plugins"
        filters={
          <>
            <FilterSelect
              label="Updates"
              all="With or without updates"
              value={state.filter('updates')}
              options={offers}
              onChange={(value) => state.setFilter('updates', value)}
              width={200}
            />
            <FilterSelect
              label="From"
              all="All plugins"
              value={state.filter('additional')}
              options={kinds}
              onChange={(value) => state.setFilter('additional', value)}
              width={160}
            />
            <FilterSelect
              label="Switched on"
              all="Enabled or not"
              value={state.filter('enabled')}
              options={switches}
              onChange={(value) => state.setFilter('enabled', value)}
              width={160}
            />
            <CheckButton site={site} />
            {may && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconPackageImport size={15} />}
                onClick={() => setInstalling(true)}
              >
                Install a zip…
              </Button>
            )}
          </>
        }
        above={
          may &&
          state.filter('updates') === 'true' &&
          updatable.length > 0 && (
            <Group px="md" py={8} gap="sm" style={{ background: 'var(--busy-soft)' }}>
              <Text fw={550} className="numeric">
                {plural(updatable.length, 'update')} in this list
              </Text>
              {canDryRun && (
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconFlask size={15} />}
                  onClick={() => setOrder({ plan: planFor(updatable), dryRun: true })}
                >
                  Dry run of all
                </Button>
              )}
              <Button
                size="xs"
                leftSection={<IconDownload size={15} />}
                onClick={() => setOrder({ plan: planFor(updatable), dryRun: false })}
              >
                Update all
              </Button>
            </Group>
          )
        }
        columns={columns}
        list={list}
        state={state}
        empty={
          <BlankSlate icon={IconPuzzle} title="No plugins are known yet">
            {site.synced_at === null
              ? 'The site has not been synced yet.'
              : 'The last sync could not read them; an older agent or plugin may not offer it.'}
          </BlankSlate>
        }
      />
      {order && <OrderDialog {...order} onClose={() => setOrder(null)} />}
      {installing && <InstallZip site={site} canDryRun={canDryRun} onClose={() => setInstalling(false)} />}
      {removing && <UninstallPlugin site={site} plugin={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}
