/** Which columns of `user` a request may name. Nothing else of its text ever reaches SQL. */
import type { Site } from '../site.js';

const secretColumns = new Set(['password', 'secret']);

/** A column that is asked for and may not be shown, or is not there. */
export class UnknownColumn extends Error {
  constructor(
    readonly parameter: 'fields' | 'sort',
    column: string,
  ) {
    super(`${parameter}: unknown field "${column}".`);
    this.name = 'UnknownColumn';
  }
}

export interface SortTerm {
  column: string;
  direction: 'asc' | 'desc';
}

/** The columns of `user` that may be shown, in the table's order. */
export async function shownColumns(site: Site): Promise<string[]> {
  return (await site.database.columns('user')).filter((name) => !secretColumns.has(name));
}

/**
 * @param text column names by commas; empty or `*` for all
 * @throws UnknownColumn
 */
export function parseFields(text: string | undefined, shown: readonly string[]): string[] {
  if (text === undefined || text.trim() === '' || text.trim() === '*') return [...shown];
  const names = text.split(',').map((part) => part.trim());
  return [...new Set(names.map((name) => known(name, shown, 'fields')))];
}

/**
 * @param text `<column> [ASC|DESC]`, several by commas; by last name where empty
 * @returns terms that order every row: `id` is the last of them
 * @throws UnknownColumn
 */
export function parseSort(text: string | undefined, shown: readonly string[]): SortTerm[] {
  const source = text === undefined || text.trim() === '' ? 'lastname' : text;
  const terms = source.split(',').map((part): SortTerm => {
    const match = /^(\S+)(?:\s+(asc|desc))?$/i.exec(part.trim());
    const column = known(match?.[1] ?? part.trim(), shown, 'sort');
    return { column, direction: match?.[2]?.toLowerCase() === 'desc' ? 'desc' : 'asc' };
  });
  return terms.some(({ column }) => column === 'id') ? terms : [...terms, { column: 'id', direction: 'asc' }];
}

function known(name: string, shown: readonly string[], parameter: 'fields' | 'sort'): string {
  const column = name.toLowerCase();
  if (!shown.includes(column)) throw new UnknownColumn(parameter, name.slice(0, 64));
  return column;
}
