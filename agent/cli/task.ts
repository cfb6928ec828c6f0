/** `moopanel-agent task …`: the queue, also while the agent is down. */
import { Command, InvalidArgumentError } from 'commander';
import { taskCancelReply, taskStatus } from '../../contract/agent/tasks.js';
import { createLogger } from '../../runtime/logger.js';
import type { AgentStore } from '../store/store.js';
import { TaskQueue } from '../tasks/queue.js';
import { localApi, withStore } from './local-agent.js';
import { CommandError, say, sayJson, table, time } from './output.js';

/** Reads a positive whole number of the command line. */
export function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It must be a positive whole number.');
  return Number(text);
}

/** A queue that is only read: nothing is registered and nothing started. */
function queueOf(store: AgentStore): TaskQueue {
  const logger = createLogger('moopanel-agent', 'silent');
  return new TaskQueue({ store, logger, clock: () => new Date(), concurrency: 0 });
}

async function list(options: { limit: number; status?: string; json?: boolean }): Promise<void> {
  const status = options.status === undefined ? undefined : taskStatus.parse(options.status);
  const tasks = await withStore((store) => queueOf(store).list({ limit: options.limit, status }));
  if (options.json) return sayJson(tasks.map(({ result: _result, ...task }) => task));
  const rows = tasks.map((task) => [
    String(task.id),
    task.type,
    task.status,
    `${Math.round(task.progress * 100)} %`,
    time(task.createdAt),
    time(task.finishedAt),
    task.error ?? task.message,
  ]);
  say(table(['id', 'type', 'status', 'done', 'created (UTC)', 'ended (UTC)', 'message'], rows));
}

async function show(id: number, options: { result?: boolean }): Promise<void> {
  const task = await withStore((store) => queueOf(store).get(id));
  if (task === null) throw new CommandError(`There is no task ${id}.`);
  const { result, ...facts } = task;
  // The result of a backup holds its password, which is shown only to who asks for it.
  sayJson(options.result ? { ...facts, result } : facts);
}

async function log(id: number, options: { after: number }): Promise<void> {
  await withStore(async (store) => {
    let after = options.after;
    for (;;) {
      const page = await queueOf(store).log(id, after);
      if (page === null) throw new CommandError(`There is no task ${id}.`);
      for (const line of page.lines) say(`${time(line.at)}  ${line.text}`);
      if (page.lines.length === 0) return;
      after = page.last;
    }
  });
}

async function cancel(id: number): Promise<void> {
  const { data } = await localApi().post<unknown>('/tasks/cancel', { data: { id } });
  const { status, message } = taskCancelReply.parse(data);
  say(`${message} (${status})`);
}

export function taskCommand(): Command {
  const command = new Command('task').description('look at the long work of this agent, or cancel it');
  command
    .command('list')
    .description('tasks, newest first')
    .option('--limit <number>', 'how many', positiveInteger, 20)
    .option('--status <status>', taskStatus.options.join(', '))
    .option('--json', 'as JSON')
    .action(list);
  command
    .command('show')
    .description('one task')
    .argument('<id>', 'its id', positiveInteger)
    .option('--result', 'with its result; that of a backup holds the password')
    .action(show);
  command
    .command('log')
    .description('the log of a task')
    .argument('<id>', 'its id', positiveInteger)
    .option('--after <line>', 'only lines after this number', Number, 0)
    .action(log);
  command
    .command('cancel')
    .description('cancel a waiting task, or a running one where that is safe')
    .argument('<id>', 'its id', positiveInteger)
    .action(cancel);
  return command;
}
