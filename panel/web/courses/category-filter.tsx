import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Category } from '../../../contract/panel/courses.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { FilterSelect } from '../ui/table/filter-select.js';
import type { ListState } from '../ui/table/use-list-state.js';
import { categoryOptions } from './category-options.js';

/** Every category of a site, page by page: the filter needs the whole tree. */
async function allCategories(instanceId: number, signal: AbortSignal): Promise<Category[]> {
  const found: Category[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 500, cursor };
    const page = await call('categoryList', { id: instanceId, query, signal });
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return found;
}

/** Narrows the courses to one category and all below it. */
export function CategoryFilter({ instanceId, state }: { instanceId: number; state: ListState }) {
  const { data } = useQuery({
    queryKey: keys.categories(instanceId),
    queryFn: ({ signal }) => allCategories(instanceId, signal),
  });
  const options = useMemo(() => categoryOptions(data ?? []), [data]);
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
