/** The dump of the database that a round can go back to. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  databaseSize,
  dumpDatabase,
  restoreDatabase,
  type DatabaseDump,
} from '../moodle/database/dump/dump.js';
import type { ChangeTools } from './change-tools.js';
import type { Round } from './journal.js';

/**
 * Dumps the database as configured and notes it in the round.
 * @returns what was done, in words
 * @throws Error when a dump is required and cannot be made
 */
export async function dumpForRound(tools: ChangeTools, round: Round): Promise<string> {
  const { options, site, run, workspace, journal } = tools;
  if (options.databaseDump === 'never') return 'Switched off: a failed upgrade puts only the versions back.';
  if (options.databaseDump === 'auto') {
    const size = await databaseSize(site);
    if (size > options.databaseDumpMax)
      return `The database is larger than ${Math.round(options.databaseDumpMax / 1024 ** 2)} MB and was not dumped: a failed upgrade puts only the versions back.`;
  }
  const folder = options.databaseDumpDir ?? workspace.work;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `database-${tools.taskId}-${round.keys.length}-${Date.now()}.dump`);
  const dump = await dumpDatabase(site.config, file, run);
  if (dump === null) {
    if (options.databaseDump === 'always')
      throw new Error(
        'The program that dumps the database is not installed beside the agent (AGENT_DATABASE_DUMP=always).',
      );
    return 'No program to dump the database is installed beside the agent: a failed upgrade puts only the versions back.';
  }
  round.dump = dump;
  journal.dumped = true;
  return `The database was dumped (${Math.ceil(dump.size / 1024)} kB).`;
}

/** The whole old database when it resolves; may be said again after a crash. */
export async function restoreDump({ site, run }: ChangeTools, dump: DatabaseDump): Promise<void> {
  // Not with the run's own signal: a stop of the agent must not leave half a database.
  const patient = { ...run, signal: new AbortController().signal };
  await restoreDatabase(site.config, dump, patient);
}

/** Personal data must not lie about once nobody needs them. */
export async function forgetDump(round: Round): Promise<void> {
  if (round.dump === null) return;
  await rm(round.dump.file, { force: true });
  round.dump = null;
}
