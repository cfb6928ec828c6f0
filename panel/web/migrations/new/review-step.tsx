import { DataList, Stack, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MigrationSettings, SettingDescription } from '../../../../contract/agent/migration.js';
import { plural } from '../../ui/format.js';
import { Section } from '../../ui/section.js';
import { whatWords } from '../migration-words.js';
import {
  changedSettings,
  choiceLabel,
  scopeOf,
  settingLabel,
  shownIdLists,
  valueOf,
} from './setting-values.js';
import type { WizardForm, WizardSpecs } from './wizard-form.js';

/** How many targets are named one by one. */
const NAMED = 12;

interface ReviewStepProps {
  form: WizardForm;
  specs: WizardSpecs;
  /** What it is called where no name is given. */
  defaultName: string;
}

/** Everything once more, before it starts. */
export function ReviewStep({ form, specs, defaultName }: ReviewStepProps) {
  const { values, change } = form;
  const { targets } = values;
  const more = targets.length - NAMED;
  const facts: [string, ReactNode][] = [
    ['From', values.source?.name],
    ['What', whatOf(form, specs.export)],
    [
      `To ${plural(targets.length, 'site')}`,
      targets
        .slice(0, more > 1 ? NAMED : undefined)
        .map(({ name }) => name)
        .join(', ') + (more > 1 ? ` and ${more} more` : ''),
    ],
    ['At the source', changesOf(specs.export, values.exportSettings)],
    ['At the targets', changesOf(specs.import, values.importSettings)],
  ];
  return (
    <Section title="What will happen">
      <Stack gap="md">
        <TextInput
          label="Name"
          maxLength={200}
          placeholder={defaultName}
          value={values.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <DataList withDivider gap="xs">
          {facts.map(([label, value]) => (
            <DataList.Item key={label}>
              <DataList.ItemLabel>{label}</DataList.ItemLabel>
              <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value}</DataList.ItemValue>
            </DataList.Item>
          ))}
        </DataList>
        <Text>
          A <strong>dry run</strong> compares what would be moved with what each target has, lists every
          conflict, and changes nothing anywhere. You can start the migration from its result.
        </Text>
        <Text c="dimmed">
          Also without a dry run nothing is overwritten: what a target has already is left as it is, and what
          stands in the way is reported as a conflict.
        </Text>
      </Stack>
    </Section>
  );
}

function whatOf({ values }: WizardForm, specs: SettingDescription[]): string {
  const { label } = whatWords[values.what];
  const lists = shownIdLists(specs, values.exportSettings);
  const chosen = lists
    .map((spec) => (valueOf(spec, values.exportSettings) as number[] | null)?.length ?? 0)
    .reduce((sum, each) => sum + each, 0);
  if (chosen > 0) return `${label}: ${chosen} chosen`;
  return scopeOf(specs) ? `${label}: all` : label;
}

/** What differs from the defaults, in words. */
function changesOf(specs: SettingDescription[], settings: MigrationSettings): string {
  const changed = changedSettings(specs, settings);
  const words = specs
    .filter(({ name, kind }) => name in changed && kind !== 'ids' && name !== scopeOf(specs)?.name)
    .map((spec) => {
      const value = changed[spec.name] ?? null;
      if (spec.kind === 'flag') return `${settingLabel(spec.name)}: ${Number(value) === 1 ? 'yes' : 'no'}`;
      return `${settingLabel(spec.name)}: ${value === null ? 'none' : choiceLabel(String(value))}`;
    });
  return words.length > 0 ? words.join(', ') : 'Default settings';
}
