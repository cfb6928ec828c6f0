import { MultiSelect, Stack, Switch } from '@mantine/core';
import { useClusterOptions } from '../../clusters/use-cluster-options.js';
import { useTagOptions } from '../../instances/use-tag-options.js';
import { Section } from '../../ui/section.js';
import { SitePicker } from './site-picker.js';
import type { RolloutForm } from './what-step.js';

/** To which sites: all, or whatever is in clusters, has tags or is named. */
export function WhereStep({ form }: { form: RolloutForm }) {
  const clusters = useClusterOptions();
  const tags = useTagOptions();
  const { allSites } = form.values;
  return (
    <Section title="To which sites?" lead="A site that is chosen in several ways is changed once.">
      <Stack gap="md">
        <Switch label="All sites of this panel" {...form.getInputProps('allSites', { type: 'checkbox' })} />
        <MultiSelect
          label="Clusters"
          placeholder={form.values.clusterIds.length > 0 ? undefined : 'None'}
          data={clusters}
          searchable
          hidePickedOptions
          clearable
          disabled={allSites || clusters.length === 0}
          {...form.getInputProps('clusterIds')}
        />
        <MultiSelect
          label="Tags"
          placeholder={
            tags.length === 0 ? 'No site has one yet' : form.values.tags.length > 0 ? undefined : 'None'
          }
          data={tags}
          searchable
          hidePickedOptions
          clearable
          disabled={allSites || tags.length === 0}
          {...form.getInputProps('tags')}
        />
        <SitePicker
          value={form.values.siteIds}
          onChange={(ids) => form.setFieldValue('siteIds', ids)}
          error={form.errors.siteIds as string | undefined}
          disabled={allSites}
        />
      </Stack>
    </Section>
  );
}
