import type { ReactNode } from 'react';

export interface Column<Row> {
  key: string;
  header: string;
  /** The field to sort by, where the server can. */
  sort?: string;
  /** Sort descending at the first press: newest and largest first. */
  descendingFirst?: boolean;
  align?: 'left' | 'right';
  width?: number | string;
  /** The column that names the row; it heads the row's card on a narrow screen. */
  main?: boolean;
  /** Left out of the cards on a narrow screen. */
  wideOnly?: boolean;
  /** Buttons: no label in front of them on a narrow screen. */
  actions?: boolean;
  render: (row: Row) => ReactNode;
}

export interface Selection {
  ids: ReadonlySet<number>;
  toggle: (id: number) => void;
  /** Sets all rows of the page. */
  togglePage: (ids: number[], on: boolean) => void;
  /** Names a row's checkbox. */
  label: (id: number) => string;
  /** Rows that cannot be chosen. */
  barred?: (id: number) => boolean;
}
