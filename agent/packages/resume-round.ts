/** What the next start of the agent does with a round that was cut off: on where that is safe, else back. */
import { goOn } from './apply-round.js';
import { StepFailed, type ChangeTools, type RoundEnd } from './change-tools.js';
import { forgetDump } from './database-safety.js';
import type { Round } from './journal.js';
import { closeWindow } from './maintenance-window.js';
import { untilNoUpgrade } from './other-upgrades.js';
import { revertRound } from './revert-round.js';

const interrupted = { step: 'swap', message: 'The agent was interrupted.', component: null } as const;

/** @returns how the round ended; null when it was taken back, or had touched nothing, and may be begun again */
export async function resumeRound(tools: ChangeTools, round: Round): Promise<RoundEnd | null> {
  const { run, site, options } = tools;
  run.log(`The agent was stopped in the middle of the change (${round.phase}).`);
  switch (round.phase) {
    case 'entering':
    case 'dumping':
      await forgetDump(round);
      await closeWindow(tools);
      tools.journal.round = null;
      return null;
    case 'swapping':
    case 'upgrading':
      // Moodle's upgrade goes on by itself when only the agent has died.
      if (!(await untilNoUpgrade(site.config.moodleDir, options.upgradeTimeout * 1000, run.signal)))
        throw new StepFailed({ ...interrupted, message: 'The upgrade of before still runs.' });
      // Half a database can only be put back from a dump. Without one Moodle's upgrade, which is made to be begun
      // again, is the shorter way to a whole one; so is its uninstaller.
      if (round.dump === null && round.upgradeBegan)
        return goOn(tools, round, round.phase === 'upgrading' ? 'upgrading' : 'swapping');
      return again(await revertRound(tools, round, interrupted));
    case 'checking':
      return goOn(tools, round, 'checking');
    case 'done':
      return goOn(tools, round, 'done');
    case 'reverting':
      return revertRound(tools, round, round.failure ?? interrupted);
  }
}

const again = (end: RoundEnd) => (end.kind === 'reverted' ? null : end);
