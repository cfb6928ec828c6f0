import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Cluster } from '../../../contract/panel/instances.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { ErrorNote } from '../ui/error-note.js';

/** Makes a cluster, or changes the one given. */
export function ClusterForm({ cluster, onClose }: { cluster: Cluster | null; onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm({
    initialValues: { name: cluster?.name ?? '', description: cluster?.description ?? '' },
    validate: { name: isNotEmpty('Give the cluster a name') },
  });
  const save = useMutation({
    mutationFn: (values: typeof form.values) => {
      const body = { name: values.name.trim(), description: values.description.trim() || null };
      return cluster ? call('clusterUpdate', { id: cluster.id, body }) : call('clusterCreate', { body });
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.clusters });
      void client.invalidateQueries({ queryKey: keys.instances });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={cluster ? `Edit ${cluster.name}` : 'Add cluster'}>
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md">
          <TextInput label="Name" required maxLength={200} data-autofocus {...form.getInputProps('name')} />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
            {...form.getInputProps('description')}
          />
          <ErrorNote error={save.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" loading={save.isPending}>
              {cluster ? 'Save' : 'Add cluster'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
