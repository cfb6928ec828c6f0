import { Button, Card, Group } from '@mantine/core';
import { IconFilterOff, IconSearchOff } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { List } from '../../../../contract/panel/common.js';
import { BlankSlate } from '../blank-slate.js';
import type { Column, Selection } from './column.js';
import { DataTable } from './data-table.js';
import { Pager } from './pager.js';
import { SearchField } from './search-field.js';
import type { ListState } from './use-list-state.js';

interface ListCardProps<Row extends { id: number }> {
  label: string;
  /** What the search looks through; no search field without. */
  searchLabel?: string;
  filters?: ReactNode;
  columns: Column<Row>[];
  list: UseQueryResult<List<Row>>;
  state: ListState;
  selection?: Selection;
  onOpen?: (row: Row) => void;
  /** For a list that is empty without any filter. */
  empty: ReactNode;
  above?: ReactNode;
}

/** A list with its search, filters, sorting and pages, in a card. */
export function ListCard<Row extends { id: number }>(props: ListCardProps<Row>) {
  const { list, state } = props;
  const nothingMatches = (
    <BlankSlate
      icon={IconSearchOff}
      title="Nothing matches"
      action={
        <Button variant="default" leftSection={<IconFilterOff size={16} />} onClick={state.clear}>
          Clear the filters
        </Button>
      }
    >
      No entry fits this search and these filters.
    </BlankSlate>
  );
  return (
    <Card padding={0}>
      {(props.searchLabel || props.filters) && (
        <Group p="md" gap="sm">
          {props.searchLabel && (
            <SearchField
              key={state.clearings}
              label={props.searchLabel}
              value={state.search}
              onSearch={(value) => state.setFilter('search', value)}
            />
          )}
          {props.filters}
        </Group>
      )}
      {props.above}
      <DataTable
        label={props.label}
        columns={props.columns}
        rows={list.data?.items}
        error={list.error}
        onRetry={() => void list.refetch()}
        waiting={list.isPlaceholderData}
        sort={state.sort}
        onSort={state.setSort}
        selection={props.selection}
        onOpen={props.onOpen}
        empty={state.narrowed ? nothingMatches : props.empty}
      />
      <Pager list={list.data} state={state} />
    </Card>
  );
}
