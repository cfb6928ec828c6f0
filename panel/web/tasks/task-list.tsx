import { Button } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { TaskType } from '../../../contract/agent/tasks.js';
import type { Instance } from '../../../contract/panel/instances.js';
import type { TaskState } from '../../../contract/panel/tasks.js';
import { keys } from '../api/query-keys.js';
import { useSiteOptions } from '../instances/use-site-options.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { FilterSelect } from '../ui/table/filter-select.js';
import { ListCard } from '../ui/table/list-card.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { taskStateWords } from '../ui/task-state-badge.js';
import { taskColumns } from './task-columns.js';
import { taskTypeWords } from './task-words.js';
import { useOpenTask } from './use-open-task.js';

const states = Object.entries(taskStateWords).map(([value, { label }]) => ({ value, label }));
const types = Object.entries(taskTypeWords).map(([value, label]) => ({ value, label }));

/** Tasks of one site, or of all. */
export function TaskList({ site }: { site?: Instance }) {
  const openTask = useOpenTask();
  const sites = useSiteOptions();
  const state = useListState(['status', 'type', 'instance_id'], '-created_at');
  const instanceId = site ? String(site.id) : state.filter('instance_id');
  const list = useList('taskList', keys.taskLists, {
    ...state.query,
    instance_id: instanceId || undefined,
    status: (state.filter('status') || undefined) as TaskState | undefined,
    type: (state.filter('type') || undefined) as TaskType | undefined,
  });
  return (
    <ListCard
      label="Tasks"
      searchLabel="Search courses"
      filters={
        <>
          {!site && (
            <FilterSelect
              label="Site"
              all="Every site"
              value={instanceId}
              options={sites}
              onChange={(value) => state.setFilter('instance_id', value)}
              searchable
              width={220}
            />
          )}
          <FilterSelect
            label="State"
            all="Every state"
            value={state.filter('status')}
            options={states}
            onChange={(value) => state.setFilter('status', value)}
            width={150}
          />
          <FilterSelect
            label="Type"
            all="Every type"
            value={state.filter('type')}
            options={types}
            onChange={(value) => state.setFilter('type', value)}
            width={180}
          />
        </>
      }
      columns={taskColumns({ withSite: !site, onOpen: openTask })}
      list={list}
      state={state}
      onOpen={({ id }) => openTask(id)}
      empty={
        <BlankSlate
          icon={IconListCheck}
          title="No task yet"
          action={
            <Button component={Link} to={site ? `/sites/${site.id}/courses` : '/sites'} variant="default">
              {site ? 'Go to the courses' : 'Go to the sites'}
            </Button>
          }
        >
          Each backup, restore and deletion is a task that you can follow here.
        </BlankSlate>
      }
    />
  );
}
