import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Cluster, ClusterWrite } from '../../../contract/panel/instances.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useSiteOptions } from '../instances/use-site-options.js';
import { ErrorNote } from '../ui/error-note.js';

const intervals = [
  { value: 'day', label: 'Every day' },
  { value: 'week', label: 'Every week' },
];

/** Makes a cluster, or changes the one given. */
export function ClusterForm({ cluster, onClose }: { cluster: Cluster | null; onClose: () => void }) {
  const client = useQueryClient();
  const sites = useSiteOptions();
  const form = useForm({
    initialValues: {
      name: cluster?.name ?? '',
      description: cluster?.description ?? '',
      master: cluster?.master_instance_id ? String(cluster.master_instance_id) : '',
      every: cluster?.drift_every ?? '',
    },
    validate: { name: isNotEmpty('Give the cluster a name') },
  });
  const save = useMutation({
    mutationFn: (values: typeof form.values) => {
      const body: ClusterWrite = {
        name: values.name.trim(),
        description: values.description.trim() || null,
        master_instance_id: values.master ? Number(values.master) : null,
        drift_every: values.master && values.every ? (values.every as 'day' | 'week') : null,
      };
      return cluster ? call('clusterUpdate', { id: cluster.id, body }) : call('clusterCreate', { body });
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.clusters });
      void client.invalidateQueries({ queryKey: keys.instances });
      void client.invalidateQueries({ queryKey: keys.presets });
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
          <Select
            label="Master"
            description="The site whose settings the others are held against."
            placeholder={sites.length > 0 ? 'None' : 'There is no site yet'}
            data={sites}
            disabled={sites.length === 0}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': 'Clear the master' }}
            {...form.getInputProps('master')}
          />
          <Select
            label="Compare by schedule"
            description="Reads the settings of all members and tells of new differences."
            placeholder="Never"
            data={intervals}
            disabled={!form.values.master}
            clearable
            clearButtonProps={{ 'aria-label': 'Clear the schedule' }}
            {...form.getInputProps('every')}
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
