import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Instance } from '../../../contract/panel/instances.js';
import { call } from '../api/client.js';
import { asApiError } from '../api/errors.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { plural } from '../ui/format.js';

/** Has the site ask Moodle's update service now. */
export function CheckButton({ site }: { site: Instance }) {
  const client = useQueryClient();
  const may = useMay('operator');
  const check = useMutation({
    mutationFn: () => call('updatesCheck', { id: site.id }),
    onSuccess: ({ asked, update_count }) =>
      notifications.show({
        color: 'green',
        title: `${plural(update_count, 'update')} offered`,
        message: asked
          ? 'The site has asked just now.'
          : 'The plugin of this site cannot ask by itself; this is what Moodle knew already.',
        withBorder: true,
      }),
    onError: (error) => {
      const { message, hint } = asApiError(error);
      notifications.show({ color: 'red', title: message, message: hint, withBorder: true });
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.instance(site.id) }),
        client.invalidateQueries({ queryKey: keys.plugins }),
      ]),
  });
  if (!may) return null;
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconRefresh size={15} />}
      loading={check.isPending}
      onClick={() => check.mutate()}
    >
      Check for updates
    </Button>
  );
}
