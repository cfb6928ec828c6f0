/** Takes a round back: folders first, then the database, then the caches. Needs no working Moodle. */
import { setTimeout as pause } from 'node:timers/promises';
import { putVersionsBack } from '../moodle/database/version-rows.js';
import { pageProblem, purge, stateProblem, unreachable } from './check-site.js';
import { saveIfPossible, type ChangeTools, type RoundEnd } from './change-tools.js';
import { forgetDumps, restoreDump } from './database-safety.js';
import type { Round, RoundFailure } from './journal.js';
import { closeWindow, isOthersMaintenance, openWindow } from './maintenance-window.js';
import { reloadServer, untilPhpLooksAgain } from './reload-server.js';
import { swapBack } from './swap.js';

/** Milliseconds between attempts: a database that is being restarted comes back. */
const PAUSES = [2_000, 10_000, 30_000];

/** Never throws for what the site does: what could not be put back is said in the end. */
export async function revertRound(
  tools: ChangeTools,
  round: Round,
  failure: RoundFailure,
): Promise<RoundEnd> {
  const { steps, journal } = tools;
  round.phase = 'reverting';
  round.failure = failure;
  await saveIfPossible(tools);
  await tools.reached('noted-revert');
  try {
    await steps.step(
      'revert',
      () => putBack(tools, round),
      (text) => text,
    );
  } catch (error) {
    const message = leftToDo(round, error instanceof Error ? error.message : String(error));
    // Nobody shall work with half a site.
    await openWindow(tools).catch((reason: unknown) =>
      tools.logger.error({ err: reason, task_id: tools.taskId }, 'a broken site could not be closed'),
    );
    return { kind: 'broken', failure, message };
  }
  // From here on nothing needs the dump any more, if the journal says so; else it stays until the task's end.
  if (await saveIfPossible(tools)) await forgetDumps(tools, round);
  journal.round = null;
  await saveIfPossible(tools);
  return { kind: 'reverted', failure };
}

async function putBack(tools: ChangeTools, round: Round): Promise<string> {
  const { site, run } = tools;
  await openWindow(tools);
  for (const swap of [...round.swaps].reverse()) await swapBack(swap);
  await reloadServer(tools);
  await tools.reached('swapped-back');
  const said = ['The folders are as they were.'];
  if (round.upgradeBegan) said.push(await withPatience(() => databaseBack(tools, round), run.log));
  await tools.reached('database-back');
  // It is not to be put back a second time, when people have worked with the site again.
  round.upgradeBegan = false;
  await saveIfPossible(tools);
  await purge(site.bridge, run);
  const state = await stateProblem(site.bridge, {}, async () => null);
  if (state !== null && !tools.journal.warnings.some(({ code }) => code === 'unhealthy-before'))
    throw new Error(state);
  if (await isOthersMaintenance(tools)) return said.join(' ');
  await untilPhpLooksAgain(site);
  await closeWindow(tools);
  const pages = await site.bridge.pages(new AbortController().signal);
  const problem = unreachable(pages) ? null : pageProblem(pages);
  if (problem !== null && !tools.journal.warnings.some(({ code }) => code === 'unhealthy-before'))
    throw new Error(problem);
  return [...said, problem ?? 'The site answers as before.'].join(' ');
}

async function databaseBack(tools: ChangeTools, round: Round): Promise<string> {
  if (round.dump !== null) {
    await restoreDump(tools, round.dump);
    return 'The database was restored from the dump.';
  }
  const changed = await putVersionsBack(tools.site.config, round.versions);
  return changed.length === 0
    ? 'The database had not changed its versions.'
    : `There was no dump of the database: the versions of ${changed.slice(0, 20).join(', ')} were put back, ` +
        'tables that the upgrade has changed stayed changed.';
}

async function withPatience<T>(work: () => Promise<T>, log: (line: string) => void): Promise<T> {
  for (const milliseconds of PAUSES) {
    try {
      return await work();
    } catch (error) {
      log(`The database could not be put back yet: ${error instanceof Error ? error.message : error}`);
      await pause(milliseconds);
    }
  }
  return work();
}

function leftToDo(round: Round, reason: string): string {
  const kept = round.swaps.filter(({ existed }) => existed).map(({ kept }) => kept);
  return [
    `The site could not be put back wholly: ${reason}`,
    ...(kept.length > 0
      ? [`The old code, as far as it is not in its place, is kept in ${kept.join(', ')}.`]
      : []),
    ...(round.dump ? [`The dump of the database is ${round.dump.file}.`] : []),
    'The site needs somebody now.',
  ].join(' ');
}
