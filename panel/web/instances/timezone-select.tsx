import { Select } from '@mantine/core';

interface TimezoneSelectProps {
  /** An IANA name, or empty for the panel's default. */
  value?: string;
  onChange?: (value: string) => void;
}

/** Chooses the time zone of a site: maintenance windows of rollouts count by it. */
export function TimezoneSelect({ value, onChange }: TimezoneSelectProps) {
  return (
    <Select
      label="Time zone"
      description="Maintenance windows of rollouts count by it"
      placeholder="The panel’s default"
      data={['UTC', ...Intl.supportedValuesOf('timeZone')]}
      limit={100}
      value={value || null}
      onChange={(next) => onChange?.(next ?? '')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Clear the time zone' }}
      nothingFoundMessage="Nothing found"
    />
  );
}
