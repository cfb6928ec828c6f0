import { Button } from '@mantine/core';
import { IconPlus, IconRocket } from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';
import type { RolloutState } from '../../../contract/panel/rollouts.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { PageHeader } from '../ui/page-header.js';
import { ListCard } from '../ui/table/list-card.js';
import { ListFilter } from '../ui/table/list-filter.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { rolloutColumns } from './rollout-columns.js';
import { rolloutWords } from './rollout-words.js';

export function RolloutsPage() {
  const may = useMay('operator');
  const navigate = useNavigate();
  const state = useListState(['state'], '-id');
  const list = useList('rolloutList', keys.rolloutLists, {
    ...state.query,
    state: (state.filter('state') || undefined) as RolloutState | undefined,
  });
  const add = may && (
    <Button component={Link} to="/rollouts/new" leftSection={<IconPlus size={16} />}>
      New rollout
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Rollouts"
        lead="One change brought to many sites in waves, with a look at each before the next."
        actions={add}
      />
      <ListCard
        label="Rollouts"
        searchLabel="Search rollouts"
        filters={
          <ListFilter state={state} name="state" label="State" all="Every state" words={rolloutWords} />
        }
        columns={rolloutColumns}
        list={list}
        state={state}
        onOpen={({ id }) => void navigate(`/rollouts/${id}`)}
        empty={
          <BlankSlate icon={IconRocket} title="There is no rollout yet" action={add}>
            A rollout updates a few sites first, waits, looks whether they are well, and stops by itself when
            one is not.
          </BlankSlate>
        }
      />
    </>
  );
}
