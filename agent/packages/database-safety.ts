/** The dump of the database that a round can go back to. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { planDump } from '../moodle/database/dump/dump-plan.js';
import { dumpDatabase, restoreDatabase, type DatabaseDump } from '../moodle/database/dump/dump.js';
import type { ChangeTools } from './change-tools.js';
import type { Round } from './journal.js';

const ONLY_VERSIONS = 'A failed upgrade puts back only the versions.';

/**
 * Dumps the database as configured and notes it in the round.
 * @returns what was done, in words
 * @throws DumpFailed, or Error when a dump is required and cannot be made
 */
export async function dumpForRound(tools: ChangeTools, round: Round): Promise<string> {
  const { site, run, journal, taskId } = tools;
  const { mode, folder, maxMb } = tools.options.databaseDump;
  const plan = await planDump(site, { mode, maxMb });
  if (!plan.wanted) return `${plan.reason} ${ONLY_VERSIONS}`;
  const file = join(folder, `${prefixOf(taskId)}${journal.rounds}.dump`);
  const dump = await dumpDatabase(site.config, file, run);
  if (dump === null) {
    if (mode !== 'always')
      return `The tools that dump the database are not on this machine. ${ONLY_VERSIONS}`;
    throw new Error(
      'The tools that dump the database are not on this machine, and AGENT_DATABASE_DUMP asks for a dump before every change: install them, or set it to auto.',
    );
  }
  round.dump = dump;
  journal.dumped = true;
  return `The database was dumped (${Math.ceil(dump.size / 1024)} kB).`;
}

/** The whole old database when it resolves; may be said again after a crash. */
export async function restoreDump({ site, run }: ChangeTools, dump: DatabaseDump): Promise<void> {
  // Not with the run's own signal: a stop of the agent must not leave half a database.
  await restoreDatabase(site.config, dump, { ...run, signal: new AbortController().signal });
}

const prefixOf = (taskId: number) => `task-${taskId}-`;

/**
 * Removes the task's dumps, and what a killed attempt has left of one that nobody had noted yet: personal data must not
 * lie about once nobody needs them.
 */
export async function forgetDumps({ options, taskId }: ChangeTools, round: Round | null): Promise<void> {
  const { folder } = options.databaseDump;
  for (const name of await readdir(folder).catch(() => [] as string[]))
    if (name.startsWith(prefixOf(taskId))) await rm(join(folder, name), { force: true });
  if (round !== null) round.dump = null;
}
