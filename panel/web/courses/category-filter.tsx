import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { FilterSelect } from '../ui/table/filter-select.js';
import type { ListState } from '../ui/table/use-list-state.js';

/** Narrows the courses to one category; entries are paths, so that equal names in two places can be told apart. */
export function CategoryFilter({ instanceId, state }: { instanceId: number; state: ListState }) {
  const { data } = useQuery({
    queryKey: keys.categories(instanceId),
    queryFn: ({ signal }) => call('categoryList', { id: instanceId, query: { limit: 500 }, signal }),
  });
  const options = (data?.items ?? [])
    .map(({ id, path, course_count }) => ({ value: String(id), label: `${path} (${course_count})` }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <FilterSelect
      label="Category"
      all="Every category"
      value={state.filter('category_id')}
      options={options}
      onChange={(value) => state.setFilter('category_id', value)}
      searchable
      width={280}
    />
  );
}
