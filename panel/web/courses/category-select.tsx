import { Select } from '@mantine/core';
import { useCategoryOptions } from './use-categories.js';

interface CategorySelectProps {
  instanceId: number;
  /** The category's id, null for none. */
  value: number | null;
  onChange: (id: number | null) => void;
  error?: string;
}

/** The category that a new course comes into. */
export function CategorySelect({ instanceId, value, onChange, error }: CategorySelectProps) {
  const options = useCategoryOptions(instanceId);
  return (
    <Select
      label="Category"
      required
      data={options}
      value={value === null ? null : String(value)}
      onChange={(id) => onChange(id === null ? null : Number(id))}
      placeholder={options.length > 0 ? 'Choose' : 'Sync the site to know its categories'}
      searchable
      nothingFoundMessage="No category fits"
      allowDeselect={false}
      maxDropdownHeight={280}
      error={error}
    />
  );
}
