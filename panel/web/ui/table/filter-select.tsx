import { Select } from '@mantine/core';

interface FilterSelectProps {
  label: string;
  /** The entry that stands for no filter. */
  all: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string | null) => void;
  searchable?: boolean;
  width?: number;
}

/** One filter of a list. */
export function FilterSelect({
  label,
  all,
  value,
  options,
  onChange,
  searchable,
  width = 180,
}: FilterSelectProps) {
  return (
    <Select
      aria-label={label}
      placeholder={all}
      data={options}
      value={value || null}
      onChange={onChange}
      clearable
      clearButtonProps={{ 'aria-label': `Clear: ${label}` }}
      searchable={searchable}
      nothingFoundMessage="Nothing found"
      checkIconPosition="right"
      maxDropdownHeight={320}
      maw={{ base: '100%', xs: width }}
      style={{ flex: '1 1 130px' }}
    />
  );
}
