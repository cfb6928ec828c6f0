import { IconListCheck } from '@tabler/icons-react';
import { keys } from '../../api/query-keys.js';
import { TaskLine } from '../../tasks/task-line.js';
import { BlankSlate } from '../../ui/blank-slate.js';
import { ErrorState } from '../../ui/error-state.js';
import { ListSkeleton } from '../../ui/list-skeleton.js';
import { Section } from '../../ui/section.js';
import { useList } from '../../ui/table/use-list.js';

/** The newest tasks of one site. */
export function LatestTasks({ instanceId }: { instanceId: number }) {
  const list = useList('taskList', keys.taskLists, {
    instance_id: instanceId,
    sort: '-created_at',
    limit: 5,
  });
  return (
    <Section title="Latest tasks" flush>
      {list.isPending && <ListSkeleton rows={3} />}
      {list.error && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.items.map((task) => (
        <TaskLine key={task.id} task={task} withSite={false} />
      ))}
      {list.data?.items.length === 0 && (
        <BlankSlate icon={IconListCheck} title="Nothing was done here yet">
          Back up a course to start.
        </BlankSlate>
      )}
    </Section>
  );
}
