/** Pages of lists: the opaque cursor names the last row of the page before and the order it stood in. */
import type { List, ListQuery } from '../../contract/panel/common.js';
import { ProblemError } from './problem-error.js';

export type Direction = 'asc' | 'desc';
/** Fields that a list can be sorted by, and how. */
export type Sorts<O> = Record<string, (direction: Direction) => O>;

export interface Page<O> {
  /** One more than the page holds, to know whether another follows. */
  take: number;
  /** The row to go on after; pass `skip: 1` with it. */
  after: number | undefined;
  orderBy: O[];
  /** The order in words, for the next cursor. */
  sort: string;
}

/**
 * Reads limit, cursor and sort of a query.
 * @param fallback the order when none is asked for, such as `-created_at`
 * @param tie makes the order total
 * @throws ProblemError 400 for a field that is not in `sorts` or a cursor that is not ours
 */
export function readPage<O>(
  query: ListQuery,
  sorts: Sorts<O>,
  fallback: string,
  tie: Sorts<O>[string],
): Page<O> {
  const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const sort = query.sort ?? cursor?.sort ?? fallback;
  const direction: Direction = sort.startsWith('-') ? 'desc' : 'asc';
  const field = sort.replace(/^-/, '');
  const by = Object.hasOwn(sorts, field) ? sorts[field] : undefined;
  if (!by) {
    throw new ProblemError(400, 'Bad request', {
      detail: `query.sort: "${field}" is no field to sort by.`,
      hint: `Sort by one of ${Object.keys(sorts).join(', ')}; put - in front for descending.`,
      errors: [{ path: 'query.sort', message: `one of ${Object.keys(sorts).join(', ')}` }],
    });
  }
  if (cursor && cursor.sort !== sort) throw badCursor();
  return { take: query.limit + 1, after: cursor?.id, orderBy: [by(direction), tie(direction)], sort };
}

/** Makes the list of rows that were read with a page's `take`. */
export function toList<Row, T>(
  page: Page<unknown>,
  rows: Row[],
  total: number,
  idOf: (row: Row) => number,
  view: (row: Row) => T,
): List<T> {
  const shown = rows.slice(0, page.take - 1);
  const last = shown.at(-1);
  const more = rows.length >= page.take && last !== undefined;
  return { items: shown.map(view), total, next: more ? writeCursor(page.sort, idOf(last)) : null };
}

function writeCursor(sort: string, id: number): string {
  return Buffer.from(JSON.stringify([sort, id])).toString('base64url');
}

function readCursor(text: string): { sort: string; id: number } {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(value) && typeof value[0] === 'string' && Number.isSafeInteger(value[1])) {
      return { sort: value[0], id: value[1] as number };
    }
  } catch {
    // Answered below like any other text that is no cursor.
  }
  throw badCursor();
}

function badCursor(): ProblemError {
  return new ProblemError(400, 'Bad request', {
    detail: 'query.cursor: not a cursor of this list and order.',
    hint: 'Pass the `next` of the page before, with the same sort.',
  });
}
