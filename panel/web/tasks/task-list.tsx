import { Button } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { TaskType } from '../../../contract/agent/tasks.js';
import type { Instance } from '../../../contract/panel/instances.js';
import type { TaskState } from '../../../contract/panel/tasks.js';
import { keys } from '../api/query-keys.js';
import { SiteFilter } from '../instances/site-filter.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ListCard } from '../ui/table/list-card.js';
import { ListFilter } from '../ui/table/list-filter.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { taskStateWords } from '../ui/task-state-badge.js';
import { taskColumns } from './task-columns.js';
import { taskTypeWords } from './task-words.js';
import { useOpenTask } from './use-open-task.js';

/** Tasks of one site, or of all. */
export function TaskList({ site }: { site?: Instance }) {
  const openTask = useOpenTask();
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
          {!site && <SiteFilter state={state} />}
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
            name="type"
            label="Type"
            all="Every type"
            words={taskTypeWords}
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
