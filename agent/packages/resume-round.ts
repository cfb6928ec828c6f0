/** What the next start of the agent does with a round that was cut off: on where that is safe, else back. */
import { goOn, leaveUntouched } from './apply-round.js';
import type { ChangeTools, RoundEnd } from './change-tools.js';
import type { Round } from './journal.js';
import { endUpgrades, untilNoUpgrade } from './other-upgrades.js';
import { revertRound } from './revert-round.js';

const interrupted = { step: 'swap', message: 'The agent was interrupted.', component: null } as const;

/** @returns how the round ended; null when it was taken back, or had touched nothing, and may be begun again */
export async function resumeRound(tools: ChangeTools, round: Round): Promise<RoundEnd | null> {
  const { run, site, options } = tools;
  run.log(`The agent was stopped in the middle of the change (${round.phase}).`);
  switch (round.phase) {
    case 'entering':
    case 'dumping':
      await leaveUntouched(tools, round);
      return null;
    case 'swapping':
    case 'upgrading':
      // Moodle's upgrade goes on by itself when only the agent has died.
      if (!(await untilNoUpgrade(site.config.moodleDir, options.upgradeTimeout * 1000, run.signal))) {
        run.log(`The upgrade of before still runs after ${options.upgradeTimeout} seconds and is ended.`);
        const [left] = await endUpgrades(site.config.moodleDir);
        if (left !== undefined) return stillRunning(left);
      }
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

/** To go either way beside it would harm the database: somebody has to end it first. */
const stillRunning = (id: number): RoundEnd => ({
  kind: 'broken',
  failure: interrupted,
  message:
    `The upgrade that was begun before still runs (process ${id}), and the agent has no right to end it. ` +
    'The site stays in maintenance. End that process, then finish the upgrade by admin/cli/upgrade.php or put the kept code back.',
});
