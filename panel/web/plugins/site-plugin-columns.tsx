import { ActionIcon, Anchor, Menu, Text } from '@mantine/core';
import { IconDots, IconDownload, IconFlask, IconTrash } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { SitePlugin } from '../../../contract/panel/plugins.js';
import { DASH } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { MaturityBadge } from '../updates/maturity-badge.js';
import { EnabledBadge } from './enabled-badge.js';

export interface PluginActions {
  canDryRun: boolean;
  canUninstall: boolean;
  onUpdate: (plugin: SitePlugin, dryRun: boolean) => void;
  onUninstall: (plugin: SitePlugin) => void;
}

/** @param actions null for somebody who may only look, or while the site is being changed */
export function sitePluginColumns(actions: PluginActions | null): Column<SitePlugin>[] {
  const columns: Column<SitePlugin>[] = [
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
          <Text size="xs" c="dimmed" title={plugin.directory}>
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
    { key: 'version', header: 'Version', sort: 'version', render: (plugin) => plugin.version ?? DASH },
    {
      key: 'enabled',
      header: 'Switched on',
      render: (plugin) => <EnabledBadge enabled={plugin.enabled} />,
    },
    {
      key: 'offer',
      header: 'Offered',
      render: ({ offer }) =>
        offer ? (
          <span style={{ display: 'inline-flex', gap: 8, alignItems: 'center', flexWrap: 'wrap' }}>
            {offer.release ?? offer.version}
            <MaturityBadge maturity={offer.maturity} />
          </span>
        ) : (
          DASH
        ),
    },
  ];
  if (!actions) return columns;
  return [
    ...columns,
    {
      key: 'actions',
      header: 'Actions',
      actions: true,
      width: 52,
      render: (plugin) => <Actions plugin={plugin} {...actions} />,
    },
  ];
}

function Actions({ plugin, ...actions }: PluginActions & { plugin: SitePlugin }) {
  const updatable = Boolean(plugin.offer?.download);
  const removable = !plugin.is_standard && actions.canUninstall;
  if (!updatable && !removable) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${plugin.display_name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {updatable && (
          <Menu.Item leftSection={<IconDownload size={15} />} onClick={() => actions.onUpdate(plugin, false)}>
            Update to {plugin.offer?.release ?? plugin.offer?.version}
          </Menu.Item>
        )}
        {updatable && actions.canDryRun && (
          <Menu.Item leftSection={<IconFlask size={15} />} onClick={() => actions.onUpdate(plugin, true)}>
            Dry run of the update
          </Menu.Item>
        )}
        {removable && (
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={15} />}
            onClick={() => actions.onUninstall(plugin)}
          >
            Uninstall
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
