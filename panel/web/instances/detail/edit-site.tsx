import { Button, Group, SimpleGrid, Stack, TagsInput, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import type { Instance } from '../../../../contract/panel/instances.js';
import { ClusterSelect } from '../../clusters/cluster-select.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Section } from '../../ui/section.js';
import { TimezoneSelect } from '../timezone-select.js';
import { isHttpUrl } from '../add/by-key.js';
import { useTagOptions } from '../use-tag-options.js';
import { useUpdateSite } from './use-update-site.js';

/** Name, address, cluster and tags of a site. */
export function EditSite({ site }: { site: Instance }) {
  const update = useUpdateSite(site.id, 'The site is saved.');
  const known = useTagOptions();
  const form = useForm({
    initialValues: {
      name: site.name,
      short_name: site.short_name ?? '',
      url: site.url,
      cluster_id: site.cluster_id === null ? '' : String(site.cluster_id),
      timezone: site.timezone ?? '',
      tags: site.tags,
    },
    validate: {
      name: isNotEmpty('Give the site a name'),
      url: (value) =>
        isHttpUrl(value.trim()) ? null : 'Enter an address such as https://moodle.example.org:4100',
    },
  });
  const save = form.onSubmit(({ name, short_name, url, cluster_id, timezone, tags }) =>
    update.mutate(
      {
        name: name.trim(),
        short_name: short_name.trim() || null,
        ...(url.trim() === site.url ? {} : { url: url.trim() }),
        cluster_id: cluster_id ? Number(cluster_id) : null,
        timezone: timezone || null,
        tags,
      },
      { onSuccess: () => form.resetDirty() },
    ),
  );
  return (
    <Section title="Name and address">
      <form onSubmit={save} noValidate>
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput label="Name" required maxLength={200} {...form.getInputProps('name')} />
            <TextInput label="Short name" maxLength={100} {...form.getInputProps('short_name')} />
          </SimpleGrid>
          <TextInput label="Address of the agent" type="url" required {...form.getInputProps('url')} />
          <ClusterSelect {...form.getInputProps('cluster_id')} />
          <TimezoneSelect {...form.getInputProps('timezone')} />
          <TagsInput
            label="Tags"
            description="Words to choose sites by, such as production or canary"
            data={known}
            maxTags={20}
            maxLength={50}
            clearable
            clearButtonProps={{ 'aria-label': 'Clear the tags' }}
            {...form.getInputProps('tags')}
          />
          <ErrorNote error={update.error} />
          <Group>
            <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
