import { Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { ConnectionTest } from '../../../../contract/panel/instances.js';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { ClusterSelect } from '../../clusters/cluster-select.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Section } from '../../ui/section.js';
import { endOfDay } from '../end-of-day.js';

interface SaveSiteProps {
  connection: { url: string; api_key: string };
  result: ConnectionTest;
}

/** How the site is called here; saves it. */
export function SaveSite({ connection, result }: SaveSiteProps) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { name: result.site_fullname ?? '', short_name: '', cluster_id: '', key_expires_on: '' },
    validate: { name: isNotEmpty('Give the site a name') },
  });
  const save = useMutation({
    mutationFn: (values: typeof form.values) =>
      call('instanceCreate', {
        body: {
          ...connection,
          name: values.name.trim(),
          short_name: values.short_name.trim() || null,
          cluster_id: values.cluster_id ? Number(values.cluster_id) : null,
          key_expires_at: endOfDay(values.key_expires_on),
        },
      }),
    onSuccess: async (site) => {
      void client.invalidateQueries({ queryKey: keys.instances });
      void client.invalidateQueries({ queryKey: keys.overview });
      await navigate(`/sites/${site.id}`);
    },
  });
  return (
    <Section title="How it is called here">
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack gap="md">
          <TextInput label="Name" required maxLength={200} {...form.getInputProps('name')} />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label="Short name"
              description="Where there is little room"
              maxLength={100}
              {...form.getInputProps('short_name')}
            />
            <ClusterSelect
              description="Groups sites that belong together"
              {...form.getInputProps('cluster_id')}
            />
          </SimpleGrid>
          <TextInput
            label="Key is good until"
            description="Optional. The page warns you two weeks before."
            type="date"
            w={{ base: '100%', xs: 220 }}
            {...form.getInputProps('key_expires_on')}
          />
          <ErrorNote error={save.error} />
          <Group>
            <Button type="submit" loading={save.isPending} color={result.ok ? undefined : 'orange'}>
              {result.ok ? 'Save site' : 'Save although the test failed'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
