/** Tells the person who started a task that it ended, on whatever page they are by then. */
import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconBan, IconCheck } from '@tabler/icons-react';
import type { Me } from '../../../contract/panel/account.js';
import type { Task } from '../../../contract/panel/tasks.js';
import { taskTitle } from '../tasks/task-words.js';

/** Ends older than this are history that a reopened stream sends again. */
const FRESH_MS = 5 * 60_000;

function endWords({ status, dry_run }: Task): string {
  if (status === 'cancelled') return 'was cancelled';
  if (dry_run) return status === 'failed' ? 'would not work' : 'would work';
  return status === 'failed' ? 'failed' : 'is done';
}

export class TaskToasts {
  readonly #told = new Set<number>();

  constructor(
    private readonly me: Me,
    private readonly openTask: (id: number) => void,
  ) {}

  onTask(task: Task): void {
    if (!this.#isNews(task)) return;
    this.#told.add(task.id);
    const failed = task.status === 'failed';
    notifications.show({
      id: `task-${task.id}`,
      title: `${taskTitle(task)} ${endWords(task)}`,
      message: (
        <>
          {task.instance_name}
          {failed && task.error ? `: ${task.error}` : ''}{' '}
          <Anchor component="button" type="button" size="sm" onClick={() => this.openTask(task.id)}>
            Show the task
          </Anchor>
        </>
      ),
      color: failed ? (task.dry_run ? 'orange' : 'red') : task.status === 'cancelled' ? 'gray' : 'green',
      icon: failed ? (
        <IconAlertTriangle size={18} />
      ) : task.status === 'cancelled' ? (
        <IconBan size={18} />
      ) : (
        <IconCheck size={18} />
      ),
      autoClose: failed ? 20_000 : 7_000,
      withBorder: true,
    });
  }

  #isNews(task: Task): boolean {
    if (task.finished_at === null || this.#told.has(task.id)) return false;
    const mine = task.created_by !== null && [this.me.email, this.me.name].includes(task.created_by);
    return mine && Date.now() - Date.parse(task.finished_at) < FRESH_MS;
  }
}
