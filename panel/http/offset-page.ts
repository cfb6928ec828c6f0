/** Pages of lists that are put together on the way and have no rows with ids: the cursor counts. */
import type { List, ListQuery } from '../../contract/panel/common.js';
import { readPage, toList, type Sorts } from './page.js';

export interface OffsetPage<O> {
  take: number;
  skip: number;
  order: O;
  /** Makes the list of rows that were read with `skip` and `take`. */
  list<Row, T>(rows: Row[], total: number, view: (row: Row) => T): List<T>;
}

/** @throws ProblemError 400 as `readPage` does */
export function readOffsetPage<O>(query: ListQuery, sorts: Sorts<O>, fallback: string): OffsetPage<O> {
  const page = readPage(query, sorts, fallback, () => null as O);
  const skip = page.after ?? 0;
  return {
    take: page.take,
    skip,
    order: page.orderBy[0] as O,
    list: (rows, total, view) => toList(page, rows, total, () => skip + query.limit, view),
  };
}
