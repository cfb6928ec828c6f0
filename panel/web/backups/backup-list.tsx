import { Button, Switch } from '@mantine/core';
import { IconArchive, IconX } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Instance } from '../../../contract/panel/instances.js';
import type { TaskState } from '../../../contract/panel/tasks.js';
import { keys } from '../api/query-keys.js';
import { useMay } from '../app/session.js';
import { SiteFilter } from '../instances/site-filter.js';
import { useOpenTask } from '../tasks/use-open-task.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ListCard } from '../ui/table/list-card.js';
import { ListFilter } from '../ui/table/list-filter.js';
import { useList } from '../ui/table/use-list.js';
import { useListState } from '../ui/table/use-list-state.js';
import { taskStateWords } from '../ui/task-state-badge.js';
import { backupColumns } from './backup-columns.js';

/** Backups of one site, or of all. */
export function BackupList({ site }: { site?: Instance }) {
  const may = useMay('operator');
  const openTask = useOpenTask();
  const state = useListState(['status', 'course_id', 'instance_id', 'include_deleted'], '-created_at');
  const instanceId = site ? String(site.id) : state.filter('instance_id');
  const courseId = state.filter('course_id');
  const withDeleted = state.filter('include_deleted') === 'true';
  const list = useList('backupList', keys.backupLists, {
    ...state.query,
    instance_id: instanceId || undefined,
    course_id: courseId || undefined,
    status: (state.filter('status') || undefined) as TaskState | undefined,
    include_deleted: withDeleted ? 'true' : undefined,
  });
  return (
    <ListCard
      label="Backups"
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
          <Switch
            size="xs"
            label="Show deleted"
            checked={withDeleted}
            onChange={(event) =>
              state.setFilter('include_deleted', event.currentTarget.checked ? 'true' : null)
            }
          />
          {courseId && (
            <Button
              size="xs"
              variant="light"
              rightSection={<IconX size={14} />}
              onClick={() => state.setFilter('course_id', null)}
            >
              Only course {courseId}
            </Button>
          )}
        </>
      }
      columns={backupColumns({ may, withSite: !site })}
      list={list}
      state={state}
      onOpen={({ task_id }) => openTask(task_id)}
      empty={
        <BlankSlate
          icon={IconArchive}
          title="There is no backup yet"
          action={
            <Button component={Link} to={site ? `/sites/${site.id}/courses` : '/sites'}>
              {site ? 'Choose courses to back up' : 'Choose a site'}
            </Button>
          }
        >
          Each backup is encrypted with a password of its own, read back and verified before it counts.
        </BlankSlate>
      }
    />
  );
}
