import { Anchor, MultiSelect, Radio, Select, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { Section } from '../../ui/section.js';
import { plural } from '../../ui/format.js';
import type { RolloutValues } from './rollout-form.js';

export type RolloutForm = UseFormReturnType<RolloutValues>;

/** What is brought: zips of the library, updates that sites are offered, or Moodle itself. */
export function WhatStep({ form }: { form: RolloutForm }) {
  const { kind } = form.values;
  return (
    <Section title="What is brought to the sites?">
      <Stack gap="lg">
        <Radio.Group aria-label="Kind of change" {...form.getInputProps('kind')}>
          <Stack gap="xs">
            <Choice
              value="zips"
              label="Zips of the library"
              text="Installs or updates the plugins in them."
            />
            <Choice
              value="plugins"
              label="Plugin updates that sites are offered"
              text="Each site gets the version that Moodle’s update service offers to it."
            />
            <Choice
              value="core"
              label="Moodle itself"
              text="A newer version of Moodle, plugins carried over."
            />
          </Stack>
        </Radio.Group>
        {kind === 'zips' && <LibraryField form={form} />}
        {kind === 'plugins' && <ComponentsField form={form} />}
        {kind === 'core' && <CoreField form={form} />}
      </Stack>
    </Section>
  );
}

function Choice({ value, label, text }: { value: RolloutValues['kind']; label: string; text: string }) {
  return <Radio value={value} label={label} description={text} />;
}

function LibraryField({ form }: { form: RolloutForm }) {
  const query = { limit: 500, sort: 'component' };
  const { data } = useQuery({
    queryKey: [...keys.library, query],
    queryFn: ({ signal }) => call('libraryList', { query, signal }),
  });
  if (data && data.total === 0) {
    return (
      <Text c="dimmed">
        The library is empty.{' '}
        <Anchor component={Link} to="/library" underline="always">
          Upload a plugin’s zip
        </Anchor>{' '}
        first.
      </Text>
    );
  }
  return (
    <MultiSelect
      label="Zips"
      required
      searchable
      hidePickedOptions
      clearable
      data={data?.items.map((item) => ({
        value: String(item.id),
        label: `${item.component} ${item.release ?? item.version}`,
      }))}
      {...form.getInputProps('libraryIds')}
    />
  );
}

function ComponentsField({ form }: { form: RolloutForm }) {
  const query = { limit: 500, sort: 'component', updates: 'true' as const };
  const { data } = useQuery({
    queryKey: [...keys.plugins, 'offered', query],
    queryFn: ({ signal }) => call('pluginList', { query, signal }),
  });
  return (
    <MultiSelect
      label="Plugins"
      description={
        data?.total === 0
          ? 'No site is offered an update at the moment; what will be offered by then is brought.'
          : 'Without any: all that each site is offered when its turn comes.'
      }
      placeholder={form.values.components.length > 0 ? undefined : 'All that are offered'}
      searchable
      hidePickedOptions
      clearable
      data={data?.items.map((plugin) => ({
        value: plugin.component,
        label: `${plugin.display_name} (${plugin.component}), ${plural(plugin.update_count, 'site')}`,
      }))}
      {...form.getInputProps('components')}
    />
  );
}

function CoreField({ form }: { form: RolloutForm }) {
  const query = { limit: 500 };
  const { data } = useQuery({
    queryKey: [...keys.plugins, 'core-offered', query],
    queryFn: ({ signal }) => call('coreList', { query, signal }),
  });
  const offers = new Map<string, { release: string; sites: number }>();
  for (const { version, release } of data?.items.flatMap((site) => site.offers) ?? []) {
    const before = offers.get(version);
    offers.set(version, { release: release ?? version, sites: (before?.sites ?? 0) + 1 });
  }
  return (
    <Select
      label="Version"
      placeholder="The newest of each site’s own branch"
      clearable
      data={[...offers].map(([version, { release, sites }]) => ({
        value: version,
        label: `Moodle ${release}, offered to ${plural(sites, 'site')}`,
      }))}
      {...form.getInputProps('coreVersion')}
      value={form.values.coreVersion || null}
      onChange={(value) => form.setFieldValue('coreVersion', value ?? '')}
    />
  );
}
