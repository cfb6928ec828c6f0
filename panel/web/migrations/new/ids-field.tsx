import { Input, MultiSelect, TagsInput } from '@mantine/core';
import type { SettingDescription } from '../../../../contract/agent/migration.js';
import { useCategoryOptions } from '../../courses/use-categories.js';
import { CourseChooser } from './course-chooser.js';
import { readIds } from './migration-form.js';
import { picks, settingLabel } from './setting-values.js';

interface IdsFieldProps {
  spec: SettingDescription;
  sourceId: number;
  value: number[];
  onChange: (ids: number[]) => void;
  error?: string;
}

/** Which ones: courses and categories from what is known of the source, all else by the ids that it shows. */
export function IdsField({ spec, sourceId, value, onChange, error }: IdsFieldProps) {
  switch (picks(spec)) {
    case 'courses':
      return (
        <div>
          <CourseChooser instanceId={sourceId} value={value} onChange={onChange} />
          {error && (
            <Input.Error mt={6} role="alert">
              {error}
            </Input.Error>
          )}
        </div>
      );
    case 'categories':
      return <Categories spec={spec} sourceId={sourceId} value={value} onChange={onChange} error={error} />;
    case 'other':
      return (
        <TagsInput
          label={settingLabel(spec.name)}
          description={`${spec.description} Type an id, then Enter.`}
          inputMode="numeric"
          splitChars={[',', ' ', ';']}
          value={value.map(String)}
          onChange={(ids) => onChange(readIds(ids.join(',')))}
          error={error}
          clearable
        />
      );
  }
}

function Categories({ spec, sourceId, value, onChange, error }: IdsFieldProps) {
  const options = useCategoryOptions(sourceId);
  return (
    <MultiSelect
      label={settingLabel(spec.name)}
      description={spec.description}
      data={options}
      value={value.map(String)}
      onChange={(ids) => onChange(ids.map(Number))}
      searchable
      clearable
      hidePickedOptions
      nothingFoundMessage="No category fits"
      maxDropdownHeight={300}
      error={error}
    />
  );
}
