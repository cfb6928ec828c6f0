import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Instance } from '../../../../contract/panel/instances.js';
import { call } from '../../api/client.js';
import { asApiError } from '../../api/errors.js';
import { keys } from '../../api/query-keys.js';
import { useMay } from '../../app/session.js';

/** Asks the site for its facts and courses now. */
export function SyncButton({ site }: { site: Instance }) {
  const client = useQueryClient();
  const may = useMay('operator');
  const sync = useMutation({
    mutationFn: () => call('instanceSync', { id: site.id }),
    onError: (error) => {
      const { message, hint } = asApiError(error);
      notifications.show({ color: 'red', title: message, message: hint, withBorder: true });
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.instance(site.id) }),
        client.invalidateQueries({ queryKey: keys.courses(site.id) }),
        client.invalidateQueries({ queryKey: keys.categories(site.id) }),
      ]),
  });
  if (!may) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconRefresh size={16} />}
      loading={sync.isPending}
      onClick={() => sync.mutate()}
    >
      Sync now
    </Button>
  );
}
