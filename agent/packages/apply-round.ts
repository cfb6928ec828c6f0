/**
 * One round of a change: maintenance on, database dumped, folders swapped, Moodle's own upgrade, checks, maintenance off.
 * Each phase is noted before it begins. Whatever fails after the first swap takes the whole round back.
 */
import { BridgeError } from '../moodle/bridge.js';
import { readVersions, databaseVersion } from '../moodle/database/version-rows.js';
import { pageProblem, purge, stateProblem, unreachable } from './check-site.js';
import { saveIfPossible, StepFailed, type ChangeTools, type RoundEnd } from './change-tools.js';
import { dumpForRound, forgetDumps } from './database-safety.js';
import { roundPhases, type Round, type RoundFailure, type RoundPlan } from './journal.js';
import { closeWindow, isOthersMaintenance, openWindow } from './maintenance-window.js';
import { reloadServer, untilPhpLooksAgain } from './reload-server.js';
import { revertRound } from './revert-round.js';
import { swapIn } from './swap.js';

type Phase = (typeof roundPhases)[number];

/** Carries a round out. Never throws for what the site does. */
export async function applyRound(tools: ChangeTools, plan: RoundPlan): Promise<RoundEnd> {
  let versions;
  try {
    versions = await failing('maintenance', () => readVersions(tools.site.database.db));
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return { kind: 'refused', failure: error.failure };
  }
  const round: Round = {
    ...plan,
    phase: 'entering',
    upgradeBegan: false,
    dump: null,
    versions,
    failure: null,
  };
  tools.journal.round = round;
  return goOn(tools, round, 'entering');
}

/** Goes on with a round from a phase that was noted, and to its end. */
export async function goOn(tools: ChangeTools, round: Round, from: Phase): Promise<RoundEnd> {
  try {
    const begun = roundPhases.indexOf(from);
    const due = (phase: Phase) => begun <= roundPhases.indexOf(phase);
    if (due('entering')) await enterAndDump(tools, round);
    if (due('swapping')) await swapFolders(tools, round);
    if (due('upgrading')) await upgrade(tools, round);
    if (due('checking')) await check(tools, round);
    await finish(tools, round);
    return { kind: 'done' };
  } catch (error) {
    if (isUntouched(round)) {
      await leaveUntouched(tools, round);
      // A stop of the agent or of the task is no failure of the round.
      if (!(error instanceof StepFailed)) throw error;
      return { kind: 'refused', failure: error.failure };
    }
    return revertRound(tools, round, error instanceof StepFailed ? error.failure : unforeseen(tools, error));
  }
}

/** True while code and database are as they were. */
export const isUntouched = ({ phase }: Round) => phase === 'entering' || phase === 'dumping';

/** Ends a round that has touched nothing: the site is as it was, and out of maintenance. */
export async function leaveUntouched(tools: ChangeTools, round: Round): Promise<void> {
  await forgetDumps(tools, round);
  await closeWindow(tools);
  tools.journal.round = null;
  await saveIfPossible(tools);
}

/** The agent's own store is full, for one: half a change must not stay for that. */
function unforeseen({ logger, taskId }: ChangeTools, error: unknown): RoundFailure {
  logger.error({ err: error, task_id: taskId }, 'a change failed unexpectedly and is taken back');
  const message = error instanceof Error ? error.message : String(error);
  return { step: 'swap', message: `The agent itself failed: ${message}`, component: null };
}

async function note(tools: ChangeTools, round: Round, phase: Phase): Promise<void> {
  round.phase = phase;
  await tools.save();
}

async function enterAndDump(tools: ChangeTools, round: Round): Promise<void> {
  const { steps, run } = tools;
  await failing('maintenance', () =>
    steps.step(
      'maintenance',
      () => openWindow(tools),
      () => 'The site is in maintenance mode.',
    ),
  );
  await note(tools, round, 'dumping');
  await failing('dump', () =>
    steps.step(
      'dump',
      () => dumpForRound(tools, round),
      (text) => text,
    ),
  );
  await tools.reached('dumped');
  // The last moment at which going back costs nothing.
  run.signal.throwIfAborted();
}

async function swapFolders(tools: ChangeTools, round: Round): Promise<void> {
  const { steps } = tools;
  if (round.uninstall !== null) {
    // Moodle needs the plugin's own code to forget it.
    round.upgradeBegan = true;
    await note(tools, round, 'swapping');
    const component = round.uninstall;
    await failing('upgrade', () =>
      steps.step(
        'upgrade',
        async () => {
          // An attempt before may have come so far, or nearly: the tables go after the version.
          const forgotten = (await databaseVersion(tools.site.database.db, component)) === null;
          await tools.site.bridge.uninstall({ component }, beyondRecall(tools)).catch((error: unknown) => {
            if (!forgotten) throw error;
            tools.run.log(`Moodle knew ${component} no more.`);
          });
        },
        () => `Moodle has removed ${component} from its database.`,
      ),
    );
  } else await note(tools, round, 'swapping');
  await tools.reached('noted-swap');
  await failing('swap', () =>
    steps.step(
      'swap',
      async () => {
        for (const swap of round.swaps) {
          await swapIn(swap);
          await tools.reached('swapped-one');
        }
        await reloadServer(tools);
      },
      () => round.swaps.map(({ target }) => target).join(', '),
    ),
  );
  await tools.reached('swapped');
}

async function upgrade(tools: ChangeTools, round: Round): Promise<void> {
  const { steps, site, run } = tools;
  round.upgradeBegan = true;
  await note(tools, round, 'upgrading');
  await tools.reached('noted-upgrade');
  const seconds = tools.options.upgradeTimeout;
  const late = AbortSignal.timeout(seconds * 1000);
  await failing('upgrade', () =>
    steps.step(
      'upgrade',
      async () => {
        const outcome = await site.bridge
          .upgrade({
            signal: late,
            progress: (fraction, message) => run.progress(0.52 + fraction * 0.36, message),
            log: (line) => run.log(line),
          })
          .catch((error: unknown) => {
            if (late.aborted) throw new Error(`Moodle's upgrade was not done after ${seconds} seconds.`);
            throw error;
          });
        if (outcome.succeeded) return;
        const { failedComponent: component, message } = outcome;
        throw new StepFailed({ step: 'upgrade', message, component });
      },
      () => 'Moodle has upgraded its database.',
    ),
  );
  await tools.reached('upgraded');
}

async function check(tools: ChangeTools, round: Round): Promise<void> {
  const { steps, site, run, journal } = tools;
  await note(tools, round, 'checking');
  await tools.reached('noted-check');
  await failing('check', () =>
    steps.step(
      'check',
      async () => {
        const state = await stateProblem(site.bridge, round.expected, (component) =>
          databaseVersion(site.database.db, component),
        );
        if (state !== null) throw new Error(state);
        // Moodle shows its pages to nobody while it is in maintenance, so the last question comes after.
        if (await isOthersMaintenance(tools))
          return 'Moodle is well; its pages were not looked at, for somebody has put the site into maintenance.';
        await untilPhpLooksAgain(site);
        await closeWindow(tools);
        await tools.reached('left-maintenance');
        const pages = await site.bridge.pages(new AbortController().signal);
        if (unreachable(pages) && journal.warnings.some(({ code }) => code === 'pages-unreachable'))
          return 'Moodle is well; its pages cannot be reached from here.';
        const problem = pageProblem(pages);
        if (problem !== null) throw new Error(problem);
        return 'Moodle is well, and front page and login page answer.';
      },
      (text) => text,
    ),
  );
  run.progress(0.95);
  await tools.reached('checked');
}

/** The new code was found well and stays, whatever becomes of tidying up. */
async function finish(tools: ChangeTools, round: Round): Promise<void> {
  round.phase = 'done';
  const noted = await saveIfPossible(tools);
  await tools.reached('noted-done');
  try {
    // An attempt that knows nothing of the end may still need it.
    if (noted) await forgetDumps(tools, round);
    await closeWindow(tools);
  } catch (error) {
    tools.logger.warn({ err: error, task_id: tools.taskId }, 'not all of a change could be tidied up');
  }
  await purge(tools.site.bridge, tools.run);
  tools.journal.round = null;
}

/** A run that goes on when the agent is stopped or the task cancelled: half of this work must not stay. */
function beyondRecall(tools: ChangeTools) {
  return { ...tools.run, signal: AbortSignal.timeout(tools.options.upgradeTimeout * 1000) };
}

/** Whatever the work throws becomes the failure of its step; a stop of the agent before the first swap stays one. */
async function failing<T>(step: StepFailed['failure']['step'], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StepFailed) throw error;
    if (error instanceof Error && error.name === 'AbortError') throw error;
    if (error instanceof BridgeError && error.kind === 'aborted' && step === 'dump') throw error;
    const output = error instanceof BridgeError && error.output ? `\n${error.output}` : '';
    const message = (error instanceof Error ? error.message : String(error)) + output;
    throw new StepFailed({ step, message, component: null });
  }
}
