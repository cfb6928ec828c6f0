import { Anchor, Text } from '@mantine/core';
import { IconCoffee } from '@tabler/icons-react';
import { Link } from 'react-router';
import { keys } from '../api/query-keys.js';
import { BlankSlate } from '../ui/blank-slate.js';
import { ErrorState } from '../ui/error-state.js';
import { ListSkeleton } from '../ui/list-skeleton.js';
import { Section } from '../ui/section.js';
import { useList } from '../ui/table/use-list.js';
import { TaskLine } from '../tasks/task-line.js';

const SHOWN = 6;

/** What is under way now; the bars move by themselves. */
export function RunningSection() {
  const running = useList('taskList', keys.taskLists, { status: 'running', limit: SHOWN });
  const pending = useList('taskList', keys.taskLists, { status: 'pending', limit: SHOWN });
  const error = running.error ?? pending.error;
  const total = (running.data?.total ?? 0) + (pending.data?.total ?? 0);
  const tasks = [...(running.data?.items ?? []), ...(pending.data?.items ?? [])].slice(0, SHOWN);
  return (
    <Section title="Under way" flush>
      {error && !running.data && <ErrorState error={error} onRetry={() => void running.refetch()} />}
      {running.isPending && <ListSkeleton rows={3} />}
      {running.data && pending.data && tasks.length === 0 && (
        <BlankSlate icon={IconCoffee} title="Nothing is running">
          Backups and restores appear here while they run.
        </BlankSlate>
      )}
      {tasks.map((task) => (
        <TaskLine key={task.id} task={task} />
      ))}
      {total > SHOWN && (
        <Text px="lg" py="sm">
          <Anchor component={Link} to="/tasks">
            Show all {total} open tasks
          </Anchor>
        </Text>
      )}
    </Section>
  );
}
