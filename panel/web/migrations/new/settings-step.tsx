import { Stack, Text } from '@mantine/core';
import type { MigrationSettings, SettingDescription } from '../../../../contract/agent/migration.js';
import { Section } from '../../ui/section.js';
import { SettingField } from './setting-field.js';
import { otherSettings, valueOf } from './setting-values.js';
import type { WizardForm, WizardSpecs } from './wizard-form.js';

/** How it is taken, and how it is brought in. The defaults are safe; nobody has to change anything here. */
export function SettingsStep({ form, specs }: { form: WizardForm; specs: WizardSpecs }) {
  const { values, change } = form;
  return (
    <Stack gap="lg">
      <Fields
        title="At the source"
        lead="What goes into the export."
        specs={otherSettings(specs.export)}
        settings={values.exportSettings}
        onChange={(exportSettings) => change({ exportSettings })}
      />
      <Fields
        title="At the targets"
        lead="How a target tells what it has already, and what it does then."
        specs={otherSettings(specs.import)}
        settings={values.importSettings}
        onChange={(importSettings) => change({ importSettings })}
      />
    </Stack>
  );
}

interface FieldsProps {
  title: string;
  lead: string;
  specs: SettingDescription[];
  settings: MigrationSettings;
  onChange: (settings: MigrationSettings) => void;
}

function Fields({ title, lead, specs, settings, onChange }: FieldsProps) {
  return (
    <Section title={title} lead={lead}>
      {specs.length === 0 ? (
        <Text c="dimmed">There is nothing to set here.</Text>
      ) : (
        <Stack gap="md">
          {specs.map((spec) => (
            <SettingField
              key={spec.name}
              spec={spec}
              value={valueOf(spec, settings)}
              onChange={(value) => onChange({ ...settings, [spec.name]: value })}
            />
          ))}
        </Stack>
      )}
    </Section>
  );
}
