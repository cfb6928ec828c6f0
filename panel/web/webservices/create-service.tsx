import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Instance } from '../../../contract/panel/instances.js';
import type { SiteWebservice } from '../../../contract/panel/webservices.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { ErrorNote } from '../ui/error-note.js';
import { FunctionPicker } from './function-picker.js';

interface CreateServiceProps {
  site: Instance;
  functions: SiteWebservice['functions'];
  onClose: () => void;
}

/** Names a set of functions. */
export function CreateService({ site, functions, onClose }: CreateServiceProps) {
  const client = useQueryClient();
  const form = useForm<{ name: string; functions: string[] }>({
    initialValues: { name: '', functions: [] },
    validate: {
      name: isNotEmpty('Give the service a name'),
      functions: (value) => (value.length === 0 ? 'Choose at least one function' : null),
    },
  });
  const create = useMutation({
    mutationFn: (values: typeof form.values) =>
      call('siteServiceCreate', { id: site.id, body: { ...values, name: values.name.trim() } }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: keys.webservice(site.id) });
    },
  });
  return (
    <Modal opened onClose={onClose} title="Create service" size="lg">
      <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
        <Stack gap="md">
          <TextInput label="Name" required maxLength={100} data-autofocus {...form.getInputProps('name')} />
          <FunctionPicker functions={functions} {...form.getInputProps('functions')} />
          <ErrorNote error={create.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" loading={create.isPending}>
              Create service
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
