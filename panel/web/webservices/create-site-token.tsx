import {
  Button,
  Group,
  Modal,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Instance } from '../../../contract/panel/instances.js';
import type { SiteWebservice } from '../../../contract/panel/webservices.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { endOfDay } from '../instances/end-of-day.js';
import { CopyValue } from '../ui/copy-value.js';
import { ErrorNote } from '../ui/error-note.js';
import { ShownOnce } from '../ui/shown-once.js';
import { FunctionPicker } from './function-picker.js';
import { tokenBody, tokenFaults, type TokenValues } from './token-form.js';

interface CreateSiteTokenProps {
  site: Instance;
  webservice: SiteWebservice;
  onClose: () => void;
}

/** Makes a token for a program and shows it this once. */
export function CreateSiteToken({ site, webservice, onClose }: CreateSiteTokenProps) {
  const client = useQueryClient();
  const { services, functions, url } = webservice;
  const form = useForm<TokenValues>({
    initialValues: {
      name: '',
      username: '',
      scope: services.length > 0 ? 'service' : 'functions',
      service: services.length === 1 ? String(services[0]?.id) : null,
      functions: [],
      addresses: [],
      expires: '',
    },
    validate: tokenFaults,
  });
  const create = useMutation({
    mutationFn: (values: TokenValues) =>
      call('siteTokenCreate', { id: site.id, body: tokenBody(values, endOfDay(values.expires)) }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.webservice(site.id) }),
    gcTime: 0,
  });
  if (create.data) {
    const { name, id, token, username } = create.data;
    return (
      <ShownOnce title={`Token ${name || id}`} token={token} onClose={onClose}>
        <Text>
          It acts as <strong>{username}</strong> at
        </Text>
        <CopyValue value={url} label="address" block />
      </ShownOnce>
    );
  }
  const { scope } = form.values;
  return (
    <Modal opened onClose={onClose} title="Create token" size="lg">
      <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label="Name"
              description="The program that will use it"
              maxLength={100}
              data-autofocus
              {...form.getInputProps('name')}
            />
            <TextInput
              label="Acts as"
              description="User name of a user of the site"
              required
              maxLength={100}
              autoComplete="off"
              autoCapitalize="none"
              {...form.getInputProps('username')}
            />
          </SimpleGrid>
          <Radio.Group label="May call" {...form.getInputProps('scope')}>
            <Group gap="lg" mt={6}>
              <Radio value="service" label="A service" disabled={services.length === 0} />
              <Radio value="functions" label="Chosen functions" />
              <Radio value="everything" label="Everything" />
            </Group>
          </Radio.Group>
          {scope === 'service' && (
            <Select
              label="Service"
              required
              data={services.map(({ id, name }) => ({ value: String(id), label: name }))}
              {...form.getInputProps('service')}
            />
          )}
          {scope === 'functions' && (
            <FunctionPicker functions={functions} {...form.getInputProps('functions')} />
          )}
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TagsInput
              label="From these addresses"
              description="Empty: from anywhere. Type one, then Enter."
              splitChars={[',', ' ', ';']}
              acceptValueOnBlur
              {...form.getInputProps('addresses')}
            />
            <TextInput
              label="Good until"
              description="Empty: it does not expire."
              type="date"
              {...form.getInputProps('expires')}
            />
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
