import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Instance } from '../../../contract/panel/instances.js';
import type { TaskState } from '../../../contract/panel/tasks.js';
import type { UpdateKind } from '../../../contract/panel/updates.js';
import { keys } from '../api/query-keys.js';
import { SiteFilter } from '../instances/site-filter.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ListCard } from '../ui/table/list-card.js';
import { ListFilter } from '../ui/table/list-filter.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { taskStateWords } from '../ui/task-state-badge.js';
import { requestColumns } from './request-columns.js';
import { RequestDrawer } from './request-drawer.js';
import { kindWords } from './update-words.js';
import { useOpenRequest } from './use-open-request.js';

const runs = { true: 'Dry runs', false: 'Real changes' };

/** Update requests of one site, or of all, and the opened one beside them. */
export function RequestList({ site }: { site?: Instance }) {
  const { id, open, close } = useOpenRequest();
  const state = useListState(['status', 'kind', 'dry_run', 'instance_id', 'rollout_id'], '-created_at');
  const instanceId = site ? String(site.id) : state.filter('instance_id');
  const list = useList('updateRequestList', keys.updateLists, {
    ...state.query,
    instance_id: instanceId || undefined,
    rollout_id: state.filter('rollout_id') || undefined,
    status: (state.filter('status') || undefined) as TaskState | undefined,
    kind: (state.filter('kind') || undefined) as UpdateKind | undefined,
    dry_run: (state.filter('dry_run') || undefined) as 'true' | 'false' | undefined,
  });
  return (
    <>
      <ListCard
        label="Update requests"
        searchLabel={site ? 'Search plugin or person' : 'Search plugin, site or person'}
        filters={
          <>
            {!site && <SiteFilter state={state} width={200} />}
            <ListFilter
              state={state}
              name="status"
              label="State"
              all="Every state"
              words={taskStateWords}
              width={150}
            />
            <ListFilter
              state={state}
              name="kind"
              label="Kind"
              all="Every kind"
              words={kindWords}
              width={170}
            />
            <ListFilter
              state={state}
              name="dry_run"
              label="Dry run or real"
              all="Dry and real"
              words={runs}
              width={150}
            />
          </>
        }
        columns={requestColumns({ withSite: !site, onOpen: open })}
        list={list}
        state={state}
        onOpen={(request) => open(request.id)}
        empty={
          <BlankSlate
            icon={IconDownload}
            title="Nothing was ordered yet"
            action={
              <Button
                component={Link}
                to={site ? `/sites/${site.id}/plugins?updates=true` : '/updates'}
                variant="default"
              >
                See what is available
              </Button>
            }
          >
            Each update, installation and removal is a request that you can follow here.
          </BlankSlate>
        }
      />
      {id !== null && <RequestDrawer key={id} id={id} onOpen={open} onClose={close} />}
    </>
  );
}
