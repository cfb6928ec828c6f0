import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import type { SettingDescription } from '../../../../contract/agent/migration.js';
import { choiceLabel, settingLabel, type SettingValue } from './setting-values.js';

interface SettingFieldProps {
  spec: SettingDescription;
  value: SettingValue;
  onChange: (value: SettingValue) => void;
}

/** One setting as the agent describes it. Lists of ids have a field of their own, for they are chosen from a site. */
export function SettingField({ spec, value, onChange }: SettingFieldProps) {
  const common = { label: settingLabel(spec.name), description: spec.description };
  switch (spec.kind) {
    case 'flag':
      return (
        <Switch
          {...common}
          checked={Number(value) === 1}
          onChange={(event) => onChange(event.currentTarget.checked ? 1 : 0)}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={spec.choices?.map((choice) => ({ value: choice, label: choiceLabel(choice) }))}
          value={String(value)}
          onChange={(next) => onChange(next ?? spec.default)}
          allowDeselect={false}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          min={0}
          allowDecimal={false}
          value={value === null ? '' : Number(value)}
          onChange={(next) => onChange(next === '' ? null : Number(next))}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          maxLength={10_000}
          value={String(value ?? '')}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
