/**
 * Before the site is opened: a change of Moodle itself that was cut off between two renames has left no code that PHP could
 * be asked about. Such a round is taken back in any case, so its folders go back first.
 */
import type { Logger } from '../../runtime/logger.js';
import type { AgentStore } from '../store/store.js';
import { openStatuses, sealPurpose } from '../tasks/task-view.js';
import { journal } from './journal.js';
import { swapBack } from './swap.js';

/** The rest of the way back is gone by the task itself, which finds these folders as they were. */
export async function putHalfSwapsBack(store: AgentStore, logger: Logger): Promise<void> {
  const rows = await store.prisma.task.findMany({
    where: { status: { in: openStatuses }, sealedNote: { not: null } },
    select: { id: true, sealedNote: true },
  });
  for (const { id, sealedNote } of rows) {
    const { round } = read(store, sealedNote!) ?? { round: null };
    // An uninstalled plugin's folder may go on being swapped; without it Moodle can be asked all the same.
    if (round === null || round.uninstall !== null) continue;
    if (round.phase !== 'swapping' && round.phase !== 'reverting') continue;
    logger.warn({ task_id: id }, 'a change was cut off between its renames; the old folders are put back');
    for (const swap of [...round.swaps].reverse()) await swapBack(swap);
  }
}

/** Null for the notes of other tasks, and for what cannot be read: the task itself will say so. */
function read({ seal }: AgentStore, sealed: string) {
  try {
    return journal.safeParse(JSON.parse(seal.open(sealPurpose.note, sealed))).data ?? null;
  } catch {
    return null;
  }
}
