import { FilterSelect } from '../ui/table/filter-select.js';
import type { ListState } from '../ui/table/use-list-state.js';
import { useCategoryOptions } from './use-categories.js';

/** Narrows the courses to one category and all below it. */
export function CategoryFilter({ instanceId, state }: { instanceId: number; state: ListState }) {
  return (
    <FilterSelect
      label="Category"
      all="Every category"
      value={state.filter('category_id')}
      options={useCategoryOptions(instanceId)}
      onChange={(value) => state.setFilter('category_id', value)}
      searchable
      width={280}
    />
  );
}
