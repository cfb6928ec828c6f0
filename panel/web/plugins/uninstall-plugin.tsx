import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconFlask } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Instance } from '../../../contract/panel/instances.js';
import type { SitePlugin } from '../../../contract/panel/plugins.js';
import { call } from '../api/client.js';
import { ConfirmModal } from '../ui/confirm-modal.js';
import { useUpdatesChanged } from '../updates/use-updates-changed.js';

interface UninstallPluginProps {
  site: Instance;
  plugin: SitePlugin;
  onClose: () => void;
}

/** Asks before a plugin goes with all its data. */
export function UninstallPlugin({ site, plugin, onClose }: UninstallPluginProps) {
  const changed = useUpdatesChanged();
  const navigate = useNavigate();
  const { component } = plugin;
  const remove = useMutation({
    mutationFn: (dryRun: boolean) =>
      call('pluginUninstall', { id: site.id, component, body: { confirm: component, dry_run: dryRun } }),
    onSuccess: ({ id }, dryRun) => {
      notifications.show({
        color: 'ink',
        message: dryRun
          ? `The site looks into removing ${plugin.display_name}.`
          : `${plugin.display_name} is being removed.`,
        withBorder: true,
      });
      onClose();
      void navigate(`/sites/${site.id}/updates?request=${id}`);
    },
    onSettled: changed,
  });
  return (
    <ConfirmModal
      title={`Uninstall ${plugin.display_name}?`}
      action="Uninstall with its data"
      danger
      typed={component}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(false)}
      onClose={onClose}
    >
      <Text>
        Moodle removes <strong>{plugin.display_name}</strong> from {site.name} with all its settings,
        activities and other data; then its folder is removed. Only a copy of the database brings the data
        back.
      </Text>
      <Text c="dimmed">The site is in maintenance meanwhile. A plugin that others depend on is refused.</Text>
      {site.features.includes('changes.dry_run') && (
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFlask size={15} />}
            disabled={remove.isPending}
            onClick={() => remove.mutate(true)}
          >
            Dry run first
          </Button>
        </Group>
      )}
    </ConfirmModal>
  );
}
