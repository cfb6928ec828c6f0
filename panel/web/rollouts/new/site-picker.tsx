import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { count } from '../../ui/format.js';

interface SitePickerProps {
  value: string[];
  onChange: (ids: string[]) => void;
  error?: string;
  disabled?: boolean;
}

/** Sites found as they are typed: a fleet is too large for one list. */
export function SitePicker({ value, onChange, error, disabled }: SitePickerProps) {
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search.trim(), 200);
  // Names of what is chosen, for it may not be among what is found next.
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const query = { search: asked || undefined, sort: 'name', limit: 50 };
  const found = useQuery({
    queryKey: [...keys.instanceLists, null, query],
    queryFn: ({ signal }) => call('instanceList', { query, signal }),
    placeholderData: keepPreviousData,
  });
  const options = new Map([
    ...value.map((id): [string, string] => [id, names.get(id) ?? `Site ${id}`]),
    ...(found.data?.items ?? []).map(({ id, name }): [string, string] => [String(id), name]),
  ]);
  const more = (found.data?.total ?? 0) - (found.data?.items.length ?? 0);
  return (
    <MultiSelect
      label="Single sites"
      description={more > 0 ? `Type to find one of ${count(found.data?.total)}` : undefined}
      placeholder={value.length > 0 ? undefined : 'None'}
      data={[...options].map(([id, label]) => ({ value: id, label }))}
      value={value}
      onChange={(ids) => {
        setNames(new Map(ids.map((id) => [id, options.get(id) ?? `Site ${id}`])));
        onChange(ids);
      }}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options: all }) => all}
      nothingFoundMessage={found.isFetching ? 'Searching…' : 'Nothing found'}
      hidePickedOptions
      clearable
      disabled={disabled}
      error={error}
      maxDropdownHeight={280}
    />
  );
}
