import { useState } from 'react';
import type { List } from '../../../../contract/panel/common.js';
import type { Selection } from './column.js';

/**
 * Chosen rows, kept whole, so that they stay while one turns pages and filters.
 * @param list the page that is shown
 * @param nameOf names a row for its checkbox
 */
export function useChosenRows<Row extends { id: number }>(
  list: List<Row> | undefined,
  nameOf: (row: Row) => string,
) {
  const [chosen, setChosen] = useState<ReadonlyMap<number, Row>>(new Map());
  const find = (id: number) => list?.items.find((row) => row.id === id);
  const set = (ids: number[], on: boolean) =>
    setChosen((before) => {
      const after = new Map(before);
      for (const id of ids) {
        const row = find(id);
        if (on && row) after.set(id, row);
        else after.delete(id);
      }
      return after;
    });
  const selection: Selection = {
    ids: new Set(chosen.keys()),
    toggle: (id) => set([id], !chosen.has(id)),
    togglePage: set,
    label: (id) => {
      const row = find(id);
      return `Select ${row ? nameOf(row) : 'the row'}`;
    },
  };
  return { rows: [...chosen.values()], selection, clear: () => setChosen(new Map()) };
}
