/** Which differences are chosen; they stay chosen when the list is narrowed. */
import { useState } from 'react';
import type { Difference } from '../../../../contract/panel/presets.js';

export const rowKey = ({ kind, plugin, name }: Pick<Difference, 'kind' | 'plugin' | 'name'>): string =>
  `${kind}\n${plugin}\n${name}`;

export interface Chosen {
  rows: Difference[];
  has: (row: Difference) => boolean;
  set: (rows: Difference[], on: boolean) => void;
  clear: () => void;
}

/** @param sides another pair of sides, another choice */
export function useChosen(sides: string): Chosen {
  const [state, setState] = useState({ sides, rows: new Map<string, Difference>() });
  const rows = state.sides === sides ? state.rows : new Map<string, Difference>();
  return {
    rows: [...rows.values()],
    has: (row) => rows.has(rowKey(row)),
    set(changed, on) {
      const next = new Map(rows);
      for (const row of changed) {
        if (on) next.set(rowKey(row), row);
        else next.delete(rowKey(row));
      }
      setState({ sides, rows: next });
    },
    clear: () => setState({ sides, rows: new Map() }),
  };
}
