import { Button } from '@mantine/core';
import { IconPlus, IconTransfer } from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';
import type { MigrationState } from '../../../contract/panel/migrations.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { SiteFilter } from '../instances/site-filter.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { PageHeader } from '../ui/page-header.js';
import { ListCard } from '../ui/table/list-card.js';
import { ListFilter } from '../ui/table/list-filter.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { migrationColumns } from './migration-columns.js';
import { migrationStateWords } from './migration-words.js';

export function MigrationsPage() {
  const may = useMay('operator');
  const navigate = useNavigate();
  const state = useListState(['state', 'instance_id'], '-created_at');
  const list = useList('migrationList', keys.migrationLists, {
    ...state.query,
    state: (state.filter('state') || undefined) as MigrationState | undefined,
    instance_id: state.filter('instance_id') || undefined,
  });
  const add = may && (
    <Button component={Link} to="/migrations/new" leftSection={<IconPlus size={16} />}>
      New migration
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Migrations"
        lead="Courses, users, the organisation or a whole site, brought from one site to others."
        actions={add}
      />
      <ListCard
        label="Migrations"
        searchLabel="Search migrations"
        filters={
          <>
            <SiteFilter state={state} />
            <ListFilter
              state={state}
              name="state"
              label="State"
              all="Every state"
              words={migrationStateWords}
              width={160}
            />
          </>
        }
        columns={migrationColumns}
        list={list}
        state={state}
        onOpen={({ id }) => void navigate(`/migrations/${id}`)}
        empty={
          <BlankSlate icon={IconTransfer} title="There is no migration yet" action={add}>
            A migration exports from one site and imports at each target. What a target has already is left as
            it is. A dry run first shows what would happen and changes nothing.
          </BlankSlate>
        }
      />
    </>
  );
}
