import { Button, Group, Modal, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Role } from '../../../contract/panel/common.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { endOfDay } from '../instances/end-of-day.js';
import { ErrorNote } from '../ui/error-note.js';
import { ShownOnce } from '../ui/shown-once.js';

const roles: { value: Role; label: string }[] = [
  { value: 'viewer', label: 'Viewer: reads' },
  { value: 'operator', label: 'Operator: backs up and restores' },
  { value: 'admin', label: 'Admin: everything' },
];

/** Makes a token and shows it this once. */
export function CreateToken({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm<{ name: string; role: Role; expires: string }>({
    initialValues: { name: '', role: 'operator', expires: '' },
    validate: { name: isNotEmpty('Name the program that will use it') },
  });
  const create = useMutation({
    mutationFn: ({ name, role, expires }: typeof form.values) =>
      call('apiTokenCreate', { body: { name: name.trim(), role, expires_at: endOfDay(expires) } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
    gcTime: 0,
  });
  if (create.data) {
    return <ShownOnce title={`Token ${create.data.name}`} token={create.data.token} onClose={onClose} />;
  }
  return (
    <Modal opened onClose={onClose} title="Create token">
      <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
        <Stack gap="md">
          <TextInput
            label="Name"
            description="The program that will use it"
            required
            maxLength={100}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <Select label="Role" data={roles} allowDeselect={false} {...form.getInputProps('role')} />
            <TextInput label="Good until" type="date" {...form.getInputProps('expires')} />
          </SimpleGrid>
          <ErrorNote error={create.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" loading={create.isPending}>
              Create token
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
