import {
  Checkbox,
  Group,
  MultiSelect,
  NumberInput,
  Radio,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import type { RolloutPreview } from '../../../../contract/panel/rollouts.js';
import { useClusterOptions } from '../../clusters/use-cluster-options.js';
import { Section } from '../../ui/section.js';
import type { RolloutForm } from './what-step.js';

const weekdays = [
  ['1', 'Mon'],
  ['2', 'Tue'],
  ['3', 'Wed'],
  ['4', 'Thu'],
  ['5', 'Fri'],
  ['6', 'Sat'],
  ['0', 'Sun'],
] as const;

/** In which order, with which pauses, and when. */
export function WavesStep({ form, preview }: { form: RolloutForm; preview: RolloutPreview | undefined }) {
  return (
    <Stack gap="lg">
      <Order form={form} preview={preview} />
      <Pauses form={form} />
      <Window form={form} />
      <Limits form={form} />
    </Stack>
  );
}

function Order({ form, preview }: { form: RolloutForm; preview: RolloutPreview | undefined }) {
  const clusters = useClusterOptions();
  const sites = preview?.waves.flatMap((wave) => wave.sites) ?? [];
  return (
    <Section title="Waves" lead="A few sites first: what goes wrong there goes wrong nowhere else.">
      <Stack gap="md">
        <MultiSelect
          label="Canaries"
          description="The first wave: sites that can bear a fault and are looked at"
          placeholder={form.values.canaryIds.length > 0 ? undefined : 'None'}
          data={sites.map((site) => ({ value: String(site.instance_id), label: site.instance_name }))}
          limit={100}
          searchable
          hidePickedOptions
          clearable
          {...form.getInputProps('canaryIds')}
        />
        <Radio.Group label="Then the others" {...form.getInputProps('by')}>
          <Group mt={6} gap="lg">
            <Radio value="percent" label="by percentages" />
            <Radio value="clusters" label="by clusters" />
          </Group>
        </Radio.Group>
        {form.values.by === 'percent' ? (
          <TextInput
            label="Up to how many percent of them"
            description="One wave for each; the last always takes all"
            w={{ base: '100%', xs: 260 }}
            {...form.getInputProps('steps')}
          />
        ) : (
          <MultiSelect
            label="Clusters in their order"
            description="One wave for each; sites of no or another cluster come last"
            data={clusters}
            searchable
            hidePickedOptions
            clearable
            {...form.getInputProps('clusterOrder')}
          />
        )}
      </Stack>
    </Section>
  );
}

function Pauses({ form }: { form: RolloutForm }) {
  return (
    <Section
      title="Between waves"
      lead="After the pause every site of the wave is looked at once more, before the next wave begins."
    >
      <Radio.Group aria-label="Between waves" {...form.getInputProps('pause')}>
        <Stack gap="sm">
          <Group gap="sm">
            <Radio value="minutes" label="Wait" />
            <NumberInput
              aria-label="Minutes"
              suffix=" minutes"
              min={0}
              max={43_200}
              w={140}
              disabled={form.values.pause !== 'minutes'}
              {...form.getInputProps('pauseMinutes')}
            />
          </Group>
          <Radio value="confirm" label="Wait until an operator confirms" />
        </Stack>
      </Radio.Group>
    </Section>
  );
}

function Window({ form }: { form: RolloutForm }) {
  const { hasWindow } = form.values;
  return (
    <Section title="Maintenance window" lead="By the time zone of each site.">
      <Stack gap="md">
        <Switch
          label="Begin at a site only at certain times"
          {...form.getInputProps('hasWindow', { type: 'checkbox' })}
        />
        {hasWindow && (
          <>
            <Checkbox.Group label="On" {...form.getInputProps('days')}>
              <Group mt={6} gap="md">
                {weekdays.map(([value, label]) => (
                  <Checkbox key={value} value={value} label={label} size="xs" />
                ))}
              </Group>
            </Checkbox.Group>
            <Group gap="sm" align="flex-start">
              <TextInput type="time" label="From" w={130} {...form.getInputProps('from')} />
              <TextInput type="time" label="To" w={130} {...form.getInputProps('to')} />
            </Group>
            {form.values.to < form.values.from && (
              <Text size="xs" c="dimmed">
                It ends on the morning after each of these days.
              </Text>
            )}
          </>
        )}
      </Stack>
    </Section>
  );
}

function Limits({ form }: { form: RolloutForm }) {
  return (
    <Section title="Care">
      <Stack gap="md">
        <Switch
          label="Dry run over all sites first"
          description="Nothing is changed before each has said whether something speaks against it"
          {...form.getInputProps('dryRun', { type: 'checkbox' })}
        />
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <NumberInput
            label="Failures that do not stop it"
            description="In one wave"
            min={0}
            max={5000}
            {...form.getInputProps('maxFailures')}
          />
          <NumberInput
            label="Sites at the same time"
            description="Over all waves"
            min={1}
            max={100}
            {...form.getInputProps('concurrency')}
          />
          <NumberInput
            label="Time for one site"
            description="Then it counts as failed"
            suffix=" minutes"
            min={1}
            max={1440}
            {...form.getInputProps('deadline')}
          />
        </SimpleGrid>
        <Stack gap="xs">
          <Checkbox
            label="Replace plugin folders that are under version control too"
            {...form.getInputProps('overwriteVcs', { type: 'checkbox' })}
          />
          <Checkbox
            label="Go on at sites that are not healthy"
            {...form.getInputProps('ignoreHealth', { type: 'checkbox' })}
          />
        </Stack>
      </Stack>
    </Section>
  );
}
