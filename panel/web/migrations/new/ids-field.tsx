import { Input, MultiSelect, TagsInput } from '@mantine/core';
import type { SettingDescription } from '../../../../contract/agent/migration.js';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
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
    case 'frameworks':
      return <Frameworks spec={spec} sourceId={sourceId} value={value} onChange={onChange} error={error} />;
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

function Categories(props: IdsFieldProps) {
  return <Options {...props} options={useCategoryOptions(props.sourceId)} />;
}

function Frameworks(props: IdsFieldProps) {
  const { sourceId } = props;
  const { data } = useQuery({
    queryKey: keys.organisation(sourceId),
    queryFn: ({ signal }) => call('siteOrganisation', { id: sourceId, signal }),
  });
  const options = data?.frameworks.map(({ id, name, kind }) => ({
    value: String(id),
    label: `${name} (${kind === 'department' ? 'departments' : 'positions'})`,
  }));
  return <Options {...props} options={options ?? []} />;
}

function Options({
  spec,
  value,
  onChange,
  error,
  options,
}: IdsFieldProps & { options: { value: string; label: string }[] }) {
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
      nothingFoundMessage="Nothing fits"
      maxDropdownHeight={300}
      error={error}
    />
  );
}
