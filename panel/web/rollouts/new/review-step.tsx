import { List, Stack, TextInput } from '@mantine/core';
import type { RolloutPreview } from '../../../../contract/panel/rollouts.js';
import { plural } from '../../ui/format.js';
import { Section } from '../../ui/section.js';
import { PreviewWaves } from './preview-waves.js';
import type { RolloutValues } from './rollout-form.js';
import type { RolloutForm } from './what-step.js';

/** Everything once more, before it is made. */
export function ReviewStep({ form, preview }: { form: RolloutForm; preview: RolloutPreview }) {
  return (
    <Stack gap="lg">
      <Section title="What will happen">
        <Stack gap="md">
          <TextInput
            label="Name"
            required
            maxLength={200}
            placeholder={preview.summary}
            {...form.getInputProps('name')}
          />
          <List type="ordered" size="sm" spacing={6}>
            {stepsOf(form.values, preview).map((text) => (
              <List.Item key={text}>{text}</List.Item>
            ))}
          </List>
        </Stack>
      </Section>
      <PreviewWaves preview={preview} />
    </Stack>
  );
}

function stepsOf(values: RolloutValues, { total, summary, waves }: RolloutPreview): string[] {
  const { maxFailures, concurrency, deadline } = values;
  const pause =
    values.pause === 'confirm'
      ? 'Between waves it waits until an operator confirms'
      : `Between waves it waits ${plural(values.pauseMinutes, 'minute')}`;
  return [
    ...(values.dryRun
      ? [
          `${plural(total, 'site')} ${total === 1 ? 'is' : 'are'} asked whether anything speaks against “${summary}”; if so, you are asked before anything is changed.`,
        ]
      : []),
    `${waves.length === 1 ? 'One wave' : `${waves.length} waves`}, up to ${plural(concurrency, 'site')} at the same time${values.hasWindow ? `, between ${values.from} and ${values.to} by each site’s own clock` : ''}.`,
    'Each site goes into maintenance, is updated, checked, and put back as it was if that fails.',
    ...(waves.length > 1 ? [`${pause}, then looks at the sites of the wave once more.`] : []),
    maxFailures === 0
      ? `The first site that fails, or is not done within ${plural(deadline, 'minute')}, stops the rollout.`
      : `More than ${plural(maxFailures, 'failed site')} in one wave stop${maxFailures === 1 ? 's' : ''} the rollout; a site that is not done within ${plural(deadline, 'minute')} counts as failed.`,
  ];
}
