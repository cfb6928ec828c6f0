import { useState } from 'react';
import type { Selection } from '../ui/table/column.js';

/** Chosen rows, kept while one turns pages and filters. @param label names the checkbox of a row */
export function useSelection(label: (id: number) => string) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const selection: Selection = {
    ids: chosen,
    label,
    toggle: (id) =>
      setChosen((before) => {
        const after = new Set(before);
        if (!after.delete(id)) after.add(id);
        return after;
      }),
    togglePage: (ids, on) =>
      setChosen((before) => {
        const after = new Set(before);
        for (const id of ids) {
          if (on) after.add(id);
          else after.delete(id);
        }
        return after;
      }),
  };
  return { chosen, selection, set: setChosen };
}
