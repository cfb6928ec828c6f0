import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Instance } from '../../../contract/panel/instances.js';
import { keys } from '../api/query-keys.js';
import { useList } from '../ui/table/use-list.js';

interface SiteSelectProps {
  label: string;
  description?: string;
  value: { id: number; name: string } | null;
  onChange: (site: Instance | null) => void;
  /** Why a site cannot be chosen; null where it can. */
  refuse?: (site: Instance) => string | null;
  error?: string;
}

/** Finds one site of the fleet by typing a part of its name. */
export function SiteSelect({ label, description, value, onChange, refuse, error }: SiteSelectProps) {
  const [text, setText] = useState('');
  const typed = value && text === value.name ? '' : text.trim();
  const [search] = useDebouncedValue(typed, 200);
  const list = useList('instanceList', keys.instanceLists, {
    search: search || undefined,
    sort: 'name',
    limit: 50,
  });
  const found = list.data?.items ?? [];
  const options = found.map((site) => {
    const reason = refuse?.(site) ?? null;
    return {
      value: String(site.id),
      label: reason === null ? site.name : `${site.name} (${reason})`,
      disabled: reason !== null,
    };
  });
  // What was chosen stays among the choices when the next search no longer finds it.
  const kept =
    value && !found.some(({ id }) => id === value.id) ? [{ value: String(value.id), label: value.name }] : [];
  return (
    <Select
      label={label}
      description={description}
      placeholder="Type a part of its name"
      required
      searchable
      searchValue={text}
      onSearchChange={setText}
      data={[...kept, ...options]}
      filter={({ options: all }) => all}
      nothingFoundMessage={list.isFetching ? 'Looking…' : 'No site fits'}
      value={value ? String(value.id) : null}
      onChange={(id) => onChange(found.find((site) => String(site.id) === id) ?? null)}
      allowDeselect={false}
      error={error}
      maxDropdownHeight={300}
    />
  );
}
