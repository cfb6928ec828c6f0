import type { Selection } from './column.js';

/**
 * The selection of a list whose chosen rows are kept elsewhere, such as in a form.
 * @param change gets the ids that shall be chosen from now on
 */
export function selectionOf(
  ids: ReadonlySet<number>,
  change: (ids: Set<number>) => void,
  rest: Pick<Selection, 'label' | 'barred'>,
): Selection {
  const set = (rows: number[], on: boolean) => {
    const after = new Set(ids);
    for (const id of rows) {
      if (on) after.add(id);
      else after.delete(id);
    }
    change(after);
  };
  return { ...rest, ids, toggle: (id) => set([id], !ids.has(id)), togglePage: set };
}
