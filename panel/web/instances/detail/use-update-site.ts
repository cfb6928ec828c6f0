import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { InstanceUpdate } from '../../../../contract/panel/instances.js';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';

/** Saves changes of a site. @param done what to say then */
export function useUpdateSite(id: number, done: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: InstanceUpdate) => call('instanceUpdate', { id, body }),
    onSuccess: (site) => {
      client.setQueryData(keys.instance(id), site);
      void client.invalidateQueries({ queryKey: keys.instanceLists });
      void client.invalidateQueries({ queryKey: keys.tags });
      notifications.show({ color: 'green', message: done, withBorder: true });
    },
  });
}
