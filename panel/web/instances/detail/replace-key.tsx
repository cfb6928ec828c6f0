import { Button, Group, PasswordInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Instance } from '../../../../contract/panel/instances.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Section } from '../../ui/section.js';
import { dateField, endOfDay } from '../end-of-day.js';
import { KeyExpiry } from './key-expiry.js';
import { useUpdateSite } from './use-update-site.js';

/** The key that this panel shows to the agent. */
export function ReplaceKey({ site }: { site: Instance }) {
  const update = useUpdateSite(site.id, 'The key is saved.');
  const form = useForm({
    initialValues: { api_key: '', expires: dateField(site.key_expires_at) },
    validate: {
      api_key: (value) =>
        value !== '' && value.trim().length < 8 ? 'A key has eight characters or more' : null,
    },
  });
  const save = form.onSubmit(({ api_key, expires }) =>
    update.mutate(
      { ...(api_key.trim() ? { api_key: api_key.trim() } : {}), key_expires_at: endOfDay(expires) },
      {
        onSuccess: () => {
          form.setValues({ api_key: '', expires });
          form.resetDirty({ api_key: '', expires });
        },
      },
    ),
  );
  return (
    <Section title="Key" lead={<KeyExpiry at={site.key_expires_at} />}>
      <form onSubmit={save} noValidate>
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <PasswordInput
              label="New key"
              description="Empty: the present one stays."
              autoComplete="off"
              visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the key' }}
              {...form.getInputProps('api_key')}
            />
            <TextInput
              label="Good until"
              description="Empty: the key does not expire."
              type="date"
              inputWrapperOrder={['label', 'description', 'input', 'error']}
              {...form.getInputProps('expires')}
            />
          </SimpleGrid>
          <ErrorNote error={update.error} />
          <Group>
            <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
              Save the key
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
