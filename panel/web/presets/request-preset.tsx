import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Instance } from '../../../contract/panel/instances.js';
import { call } from '../api/client.js';
import { asApiError } from '../api/errors.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';

/** Asks the site for its settings now; an admin may ask for passwords too, where the agent can seal them. */
export function RequestPreset({ site, open }: { site: Instance; open: boolean }) {
  const client = useQueryClient();
  const may = useMay('operator');
  const admin = useMay('admin');
  const request = useMutation({
    mutationFn: (sensitive: boolean) => call('presetRequest', { id: site.id, body: { sensitive } }),
    onError: (error) => {
      const { message, hint } = asApiError(error);
      notifications.show({ color: 'red', title: message, message: hint, withBorder: true });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.presets }),
  });
  if (!may) return null;
  const busy = request.isPending || open;
  return (
    <Group gap={2} wrap="nowrap">
      <Button leftSection={<IconDownload size={16} />} loading={busy} onClick={() => request.mutate(false)}>
        Request now
      </Button>
      {admin && site.features.includes('presets.sensitive') && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={36} aria-label="More ways to request" disabled={busy}>
              <IconChevronDown size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => request.mutate(true)}>With passwords, encrypted</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
}
