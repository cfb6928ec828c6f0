/** `moopanel-agent callback …`: what the panel was told, or could not be told. */
import { Command } from 'commander';
import { createLogger } from '../../runtime/logger.js';
import { Outbox } from '../callbacks/outbox.js';
import type { AgentStore } from '../store/store.js';
import { withStore } from './local-agent.js';
import { CommandError, note, say, sayJson, table, time } from './output.js';
import { positiveInteger } from './task.js';

/** An outbox that sends nothing itself: the running agent looks for what is due every few seconds. */
function outboxOf(store: AgentStore): Outbox {
  const logger = createLogger('moopanel-agent', 'silent');
  return new Outbox({ store, logger, clock: () => new Date(), apiKey: () => undefined });
}

async function list(options: { limit: number; failed?: boolean; json?: boolean }): Promise<void> {
  const query = { limit: options.limit, status: options.failed ? 'failed' : undefined };
  const rows = await withStore((store) => outboxOf(store).list(query));
  if (options.json) return sayJson(rows);
  const cells = rows.map((row) => [
    String(row.id),
    row.taskId === null ? '-' : String(row.taskId),
    row.status,
    String(row.attempts),
    time(row.status === 'waiting' ? row.nextAttemptAt : row.finishedAt),
    row.path,
    row.lastError ?? '',
  ]);
  say(table(['id', 'task', 'status', 'tries', 'next/ended (UTC)', 'path', 'last error'], cells));
}

async function resend(id: number): Promise<void> {
  if (!(await withStore((store) => outboxOf(store).resend(id)))) {
    throw new CommandError(`There is no callback ${id} that the panel has not taken: see "callback list".`);
  }
  note('It is due now; a running agent sends it within a few seconds.');
}

export function callbackCommand(): Command {
  const command = new Command('callback').description('what was told to the panel, and what could not be');
  command
    .command('list')
    .description('callbacks, newest first')
    .option('--limit <number>', 'how many', positiveInteger, 50)
    .option('--failed', 'only those that were given up')
    .option('--json', 'as JSON')
    .action(list);
  command
    .command('resend')
    .description('send a callback again that was given up')
    .argument('<id>', 'its id', positiveInteger)
    .action(resend);
  return command;
}
