import { ActionIcon, Anchor, Group, Text, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Cluster } from '../../../contract/panel/instances.js';
import { count, DASH } from '../ui/format.js';
import type { Column } from '../ui/table/column.js';
import { When } from '../ui/when.js';

interface ClusterActions {
  may: boolean;
  onEdit: (cluster: Cluster) => void;
  onDelete: (cluster: Cluster) => void;
}

export function clusterColumns({ may, onEdit, onDelete }: ClusterActions): Column<Cluster>[] {
  return [
    {
      key: 'name',
      header: 'Cluster',
      sort: 'name',
      main: true,
      render: ({ id, name }) => (
        <Anchor component={Link} to={`/clusters/${id}`} fw={550} c="var(--mantine-color-text)">
          {name}
        </Anchor>
      ),
    },
    {
      key: 'description',
      header: 'Description',
      render: ({ description }) => (
        <Text size="sm" c="dimmed" lineClamp={2}>
          {description ?? DASH}
        </Text>
      ),
    },
    {
      key: 'sites',
      header: 'Sites',
      align: 'right',
      render: ({ id, instance_count }) => (
        <Anchor component={Link} to={`/sites?cluster_id=${id}`} c="var(--mantine-color-text)">
          {count(instance_count)}
        </Anchor>
      ),
    },
    { key: 'master', header: 'Master', wideOnly: true, render: ({ master_name }) => master_name ?? DASH },
    {
      key: 'drift',
      header: 'Not as the master',
      align: 'right',
      render: ({ master_instance_id, drifted_count }) =>
        master_instance_id === null ? DASH : count(drifted_count),
    },
    {
      key: 'created',
      header: 'Made',
      sort: 'created_at',
      descendingFirst: true,
      wideOnly: true,
      render: ({ created_at }) => <When at={created_at} />,
    },
    {
      key: 'actions',
      header: 'Actions',
      align: 'right',
      actions: true,
      width: 96,
      render: (cluster) =>
        may && (
          <Group gap={4} wrap="nowrap" justify="flex-end">
            <Tooltip label="Edit">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Edit ${cluster.name}`}
                onClick={() => onEdit(cluster)}
              >
                <IconPencil size={17} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Delete">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Delete ${cluster.name}`}
                onClick={() => onDelete(cluster)}
              >
                <IconTrash size={17} />
              </ActionIcon>
            </Tooltip>
          </Group>
        ),
    },
  ];
}
