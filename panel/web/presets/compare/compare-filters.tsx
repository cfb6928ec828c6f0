import { Group, Switch } from '@mantine/core';
import type { Comparison } from '../../../../contract/panel/presets.js';
import { count } from '../../ui/format.js';
import { FilterSelect } from '../../ui/table/filter-select.js';
import { SearchField } from '../../ui/table/search-field.js';
import { pluginWords } from '../words.js';

interface CompareFiltersProps {
  first: Comparison | undefined;
  get: (name: string) => string;
  set: (name: string, value: string | null) => void;
}

/** Narrows a comparison. */
export function CompareFilters({ first, get, set }: CompareFiltersProps) {
  const counts = first?.counts;
  const classes = [
    { value: 'differs', label: `Differs (${count(counts?.differs)})` },
    { value: 'only_left', label: `Only left (${count(counts?.only_left)})` },
    { value: 'only_right', label: `Only right (${count(counts?.only_right)})` },
  ];
  const plugins = (first?.plugins ?? []).map((entry) => ({
    value: entry.plugin,
    label: `${pluginWords(entry.plugin)} (${entry.count})`,
  }));
  return (
    <Group p="md" gap="sm">
      <SearchField
        label="Search names and values"
        value={get('search')}
        onSearch={(value) => set('search', value)}
      />
      <FilterSelect
        label="Kind of difference"
        all="Every difference"
        value={get('class')}
        options={classes}
        onChange={(value) => set('class', value)}
      />
      <FilterSelect
        label="Plugin"
        all="Every plugin"
        value={get('plugin')}
        options={plugins}
        onChange={(value) => set('plugin', value)}
        searchable
        width={220}
      />
      <Switch
        label={`Hidden ones too (${count(counts?.hidden)})`}
        checked={get('hidden') === 'true'}
        onChange={(event) => set('hidden', event.currentTarget.checked ? 'true' : null)}
      />
    </Group>
  );
}
