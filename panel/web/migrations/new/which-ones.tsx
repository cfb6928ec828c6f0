import { Radio, Stack, Group } from '@mantine/core';
import type { MigrationChoices } from '../../../../contract/panel/migrations.js';
import { Section } from '../../ui/section.js';
import { whatWords } from '../migration-words.js';
import { IdsField } from './ids-field.js';
import { settingsFor } from './migration-form.js';
import { choiceLabel, scopeOf, shownIdLists, type SettingValue, valueOf } from './setting-values.js';
import type { WizardForm } from './wizard-form.js';

interface WhichOnesProps {
  form: WizardForm;
  exporters: MigrationChoices['exporters'];
  sourceId: number;
}

/** All, or chosen ones; nothing where the exporter always takes all. */
export function WhichOnes({ form, exporters, sourceId }: WhichOnesProps) {
  const { values, faults, change } = form;
  const specs = settingsFor(exporters, values.what);
  const scope = scopeOf(specs);
  const lists = shownIdLists(specs, values.exportSettings);
  if (!scope && lists.length === 0) return null;
  const set = (name: string, value: SettingValue) =>
    change({ exportSettings: { ...values.exportSettings, [name]: value } });
  return (
    <Section title="Which ones?" lead={scope?.description}>
      <Stack gap="md">
        {scope && (
          <Radio.Group
            aria-label={`Which ${whatWords[values.what].label.toLowerCase()}`}
            value={String(valueOf(scope, values.exportSettings))}
            onChange={(value) => set(scope.name, value)}
          >
            <Group gap="lg">
              {scope.choices?.map((choice) => (
                <Radio key={choice} value={choice} label={choiceLabel(choice)} />
              ))}
            </Group>
          </Radio.Group>
        )}
        {lists.map((spec) => (
          <IdsField
            key={`${sourceId} ${spec.name}`}
            spec={spec}
            sourceId={sourceId}
            value={(valueOf(spec, values.exportSettings) as number[] | null) ?? []}
            onChange={(ids) => set(spec.name, ids)}
            error={faults.ids}
          />
        ))}
      </Stack>
    </Section>
  );
}
