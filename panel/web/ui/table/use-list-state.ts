/** Search, filters and sorting of a list, kept in the address so that a reload or a shared link shows the same. */
import { useState } from 'react';
import { useSearchParams } from 'react-router';

export const PAGE_SIZE = 50;

export interface ListState {
  /** What to ask the server for: `search`, `sort`, `cursor`, `limit`. */
  query: { search?: string; sort?: string; cursor?: string; limit: number };
  /** The value of a filter, empty where it is not set. */
  filter: (name: string) => string;
  setFilter: (name: string, value: string | null) => void;
  setSort: (sort: string) => void;
  sort: string | undefined;
  search: string;
  /** Whether anything narrows the list. */
  narrowed: boolean;
  clear: () => void;
  /** How often the list was cleared; a key for fields that hold what is typed. */
  clearings: number;
  /** The page's number from 0. */
  page: number;
  pageSize: number;
  next: (cursor: string) => void;
  previous: () => void;
}

/** Where search, filters and sorting are kept: the address, or the memory of a part of a page. */
type Keeper = readonly [URLSearchParams, (change: (before: URLSearchParams) => URLSearchParams) => void];

/** @param filters the names of the list's own filters @param defaultSort what the list starts with */
export function useListState(
  filters: readonly string[] = [],
  defaultSort?: string,
  pageSize = PAGE_SIZE,
): ListState {
  const [params, setParams] = useSearchParams();
  const keeper: Keeper = [params, (change) => setParams(change, { replace: true })];
  return useKeptListState(keeper, filters, defaultSort, pageSize);
}

/** As `useListState`, for a list within a form, which the address knows nothing of. */
export function useInnerListState(
  filters: readonly string[],
  defaultSort: string,
  pageSize: number,
): ListState {
  return useKeptListState(
    useState(() => new URLSearchParams()),
    filters,
    defaultSort,
    pageSize,
  );
}

function useKeptListState(
  [params, change]: Keeper,
  filters: readonly string[],
  defaultSort: string | undefined,
  pageSize: number,
): ListState {
  const names = ['search', 'sort', ...filters];
  const signature = names.map((name) => params.get(name) ?? '').join('\u0000');
  const [pages, setPages] = useState({ signature, cursors: [] as string[] });
  const [clearings, setClearings] = useState(0);
  // Another filter makes the cursors of the list before worthless.
  const cursors = pages.signature === signature ? pages.cursors : [];

  const setFilter = (name: string, value: string | null) =>
    change((before) => {
      const after = new URLSearchParams(before);
      if (value) after.set(name, value);
      else after.delete(name);
      return after;
    });
  const clear = () => {
    setClearings((before) => before + 1);
    change((before) => {
      const after = new URLSearchParams(before);
      for (const name of ['search', ...filters]) after.delete(name);
      return after;
    });
  };

  const search = params.get('search') ?? '';
  const sort = params.get('sort') ?? defaultSort;
  return {
    query: { search: search || undefined, sort, cursor: cursors.at(-1), limit: pageSize },
    filter: (name) => params.get(name) ?? '',
    setFilter,
    setSort: (value) => setFilter('sort', value),
    sort,
    search,
    narrowed: search !== '' || filters.some((name) => params.has(name)),
    clear,
    clearings,
    page: cursors.length,
    pageSize,
    next: (cursor) => setPages({ signature, cursors: [...cursors, cursor] }),
    previous: () => setPages({ signature, cursors: cursors.slice(0, -1) }),
  };
}
