import { FilterSelect } from './filter-select.js';
import type { ListState } from './use-list-state.js';

interface ListFilterProps {
  state: ListState;
  /** The filter's name in the state of the list. */
  name: string;
  label: string;
  /** The entry that stands for no filter. */
  all: string;
  /** Values with their words, as texts or as `{ label }`. */
  words: Readonly<Record<string, string | { label: string }>>;
  width?: number;
}

/** One filter of a list by a closed set of values, such as a state. */
export function ListFilter({ state, name, words, ...props }: ListFilterProps) {
  const options = Object.entries(words).map(([value, word]) => ({
    value,
    label: typeof word === 'string' ? word : word.label,
  }));
  return (
    <FilterSelect
      {...props}
      value={state.filter(name)}
      options={options}
      onChange={(value) => state.setFilter(name, value)}
    />
  );
}
