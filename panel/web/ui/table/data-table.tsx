import { Checkbox, Skeleton, Table } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import { ErrorState } from '../error-state.js';
import type { Column, Selection } from './column.js';
import classes from './data-table.module.css';
import { SortHeader } from './sort-header.js';

interface DataTableProps<Row extends { id: number }> {
  /** Names the table for those who cannot see it. */
  label: string;
  columns: Column<Row>[];
  rows: Row[] | undefined;
  error: unknown;
  onRetry: () => void;
  /** The rows shown are those of the question before. */
  waiting?: boolean;
  sort?: string;
  onSort?: (sort: string) => void;
  selection?: Selection;
  onOpen?: (row: Row) => void;
  /** In place of the rows where there are none. */
  empty: ReactNode;
}

/** A list as a table; below 48em each row is a card. */
export function DataTable<Row extends { id: number }>(props: DataTableProps<Row>) {
  const { columns, rows, selection } = props;
  if (!rows && props.error) return <ErrorState error={props.error} onRetry={props.onRetry} />;
  if (rows?.length === 0) return <>{props.empty}</>;
  const ids = rows?.map(({ id }) => id) ?? [];
  const free = selection?.barred ? ids.filter((id) => !selection.barred?.(id)) : ids;
  const chosen = selection ? free.filter((id) => selection.ids.has(id)).length : 0;
  return (
    <div className={classes.scroll}>
      <Table
        className={classes.table}
        role="table"
        aria-label={props.label}
        aria-busy={!rows || props.waiting}
      >
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {selection && (
              <Table.Th role="columnheader" w={44}>
                <Checkbox
                  size="xs"
                  aria-label="Select all rows of this page"
                  checked={chosen > 0 && chosen === free.length}
                  disabled={free.length === 0}
                  indeterminate={chosen > 0 && chosen < free.length}
                  onChange={(event) => selection.togglePage(free, event.currentTarget.checked)}
                />
              </Table.Th>
            )}
            {columns.map((column) => (
              <SortHeader key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup" className={props.waiting ? classes.waiting : undefined}>
          {rows
            ? rows.map((row) => <Row key={row.id} row={row} {...props} />)
            : Array.from({ length: 8 }, (_, n) => (
                <LoadingRow key={n} columns={columns} select={!!selection} />
              ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row<T extends { id: number }>({ row, columns, selection, onOpen }: DataTableProps<T> & { row: T }) {
  const selected = selection?.ids.has(row.id) ?? false;
  const open = (event: MouseEvent<HTMLElement>) => {
    // Links, buttons and marked text in the row keep their own meaning.
    if ((event.target as HTMLElement).closest('a, button, input, label, [role="dialog"]')) return;
    if (!event.currentTarget.contains(event.target as Node) || window.getSelection()?.toString()) return;
    onOpen?.(row);
  };
  return (
    <Table.Tr
      role="row"
      className={classes.row}
      data-selected={selected || undefined}
      data-clickable={onOpen ? true : undefined}
      onClick={onOpen ? open : undefined}
    >
      {selection && (
        <Table.Td role="cell" data-select>
          <Checkbox
            size="xs"
            checked={selected}
            disabled={selection.barred?.(row.id)}
            onChange={() => selection.toggle(row.id)}
            aria-label={selection.label(row.id)}
          />
        </Table.Td>
      )}
      {columns.map((column) => (
        <Table.Td
          key={column.key}
          role="cell"
          className={column.align === 'right' ? classes.right : undefined}
          data-label={column.main || column.actions ? undefined : column.header}
          data-main={column.main || undefined}
          data-actions={column.actions || undefined}
          data-wide-only={column.wideOnly || undefined}
        >
          {column.render(row)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

function LoadingRow<T>({ columns, select }: { columns: Column<T>[]; select: boolean }) {
  return (
    <Table.Tr role="row" className={classes.row}>
      {select && <Table.Td role="cell" data-select />}
      {columns.map(({ key, main, wideOnly }) => (
        <Table.Td key={key} role="cell" data-main={main || undefined} data-wide-only={wideOnly || undefined}>
          <Skeleton height={12} my={5} width={main ? '70%' : '50%'} />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
