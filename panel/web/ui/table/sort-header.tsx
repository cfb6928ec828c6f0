import { Table, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { Column } from './column.js';
import classes from './data-table.module.css';

interface SortHeaderProps<Row> {
  column: Column<Row>;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
}

/** The head of a column; a button where the server can sort by it. */
export function SortHeader<Row>({ column, sort, onSort }: SortHeaderProps<Row>) {
  const { header, sort: field, descendingFirst, align, width, actions } = column;
  const right = align === 'right' ? classes.right : undefined;
  if (!field || !onSort) {
    return (
      <Table.Th role="columnheader" w={width} className={right}>
        {actions ? <VisuallyHidden>{header}</VisuallyHidden> : header}
      </Table.Th>
    );
  }
  const ascending = sort === field;
  const descending = sort === `-${field}`;
  const next = ascending ? `-${field}` : descending ? field : descendingFirst ? `-${field}` : field;
  const Arrow = descending ? IconArrowDown : IconArrowUp;
  return (
    <Table.Th
      role="columnheader"
      w={width}
      className={right}
      aria-sort={ascending ? 'ascending' : descending ? 'descending' : 'none'}
    >
      <UnstyledButton
        className={classes.sort}
        data-on={ascending || descending || undefined}
        onClick={() => onSort(next)}
      >
        {header}
        <Arrow size={13} aria-hidden style={{ visibility: ascending || descending ? 'visible' : 'hidden' }} />
      </UnstyledButton>
    </Table.Th>
  );
}
