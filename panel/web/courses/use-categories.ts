import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Category } from '../../../contract/panel/courses.js';
import { call } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { categoryOptions } from './category-options.js';

/** Every category of a site, page by page: a choice needs the whole tree. */
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

/** The categories of a site as entries of a select. */
export function useCategoryOptions(instanceId: number): { value: string; label: string }[] {
  const { data } = useQuery({
    queryKey: keys.categories(instanceId),
    queryFn: ({ signal }) => allCategories(instanceId, signal),
  });
  return useMemo(() => categoryOptions(data ?? []), [data]);
}
