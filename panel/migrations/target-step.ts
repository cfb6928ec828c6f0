/** One step at one target, whichever phase it is in, and what its failure means. */
import type { PanelContext } from '../context.js';
import { stepCancel } from './cancel-step.js';
import { stepImport } from './import-step.js';
import { endStep, well, type Claimed } from './lease.js';
import type { TargetRow } from './states.js';
import { stepTransfer, type Pace } from './transfer-step.js';
import { judge } from './trouble.js';

export async function stepTarget(
  panel: PanelContext,
  claimed: Claimed,
  row: TargetRow,
  pace: Pace,
): Promise<void> {
  if (row.migration.cancelRequested) return stepCancel(panel, claimed, row);
  try {
    if (row.state === 'transferring') await stepTransfer(panel, claimed, row, pace);
    else await stepImport(panel, claimed, row);
  } catch (error) {
    // This process is being stopped: the site is not to blame, and the next one goes on.
    if (pace.signal.aborted) return endStep(panel, claimed, { nextAt: panel.clock() });
    const verdict = judge(panel, row, error);
    if (verdict.again) {
      const { failures, failingSince, nextAt, message } = verdict;
      return endStep(panel, claimed, { failures, failingSince, nextAt, message });
    }
    await endStep(panel, claimed, {
      ...well,
      state: 'failed',
      failedIn: row.state,
      error: verdict.error,
      message: null,
      finishedAt: panel.clock(),
      nextAt: null,
    });
  }
}
