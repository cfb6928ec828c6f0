import { Anchor } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { Link } from 'react-router';
import { keys } from '../api/query-keys.js';
import { TaskLine } from '../tasks/task-line.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ErrorState } from '../ui/error-state.js';
import { ListSkeleton } from '../ui/list-skeleton.js';
import { Section } from '../ui/section.js';
import { useList } from '../ui/table/use-list.js';
import { isOpen } from '../ui/task-state-badge.js';

const SHOWN = 6;

/** What ended lately. */
export function RecentSection() {
  // Some more than are shown, for those still under way stand in the section beside.
  const recent = useList('taskList', keys.taskLists, { sort: '-created_at', limit: SHOWN * 4 });
  const ended = recent.data?.items.filter(({ status }) => !isOpen(status)).slice(0, SHOWN);
  return (
    <Section
      title="Recent activity"
      flush
      actions={
        <Anchor component={Link} to="/tasks" size="sm">
          All tasks
        </Anchor>
      }
    >
      {recent.error && !recent.data && (
        <ErrorState error={recent.error} onRetry={() => void recent.refetch()} />
      )}
      {recent.isPending && <ListSkeleton rows={4} />}
      {ended?.length === 0 && (
        <BlankSlate icon={IconHistory} title="No activity yet">
          Open a site and back up its first course.
        </BlankSlate>
      )}
      {ended?.map((task) => (
        <TaskLine key={task.id} task={task} />
      ))}
    </Section>
  );
}
