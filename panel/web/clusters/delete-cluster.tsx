import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Cluster } from '../../../contract/panel/instances.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { ConfirmModal } from '../ui/confirm-modal.js';
import { plural } from '../ui/format.js';

/** Asks before a cluster is deleted. */
export function DeleteCluster({ cluster, onClose }: { cluster: Cluster; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call('clusterDelete', { id: cluster.id }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.clusters });
      void client.invalidateQueries({ queryKey: keys.instances });
      onClose();
    },
  });
  return (
    <ConfirmModal
      title={`Delete ${cluster.name}?`}
      action="Delete the cluster"
      danger
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <Text>
        {cluster.instance_count === 0
          ? 'No site belongs to it.'
          : `${plural(cluster.instance_count, 'site')} will belong to no cluster. The sites themselves stay.`}
      </Text>
    </ConfirmModal>
  );
}
