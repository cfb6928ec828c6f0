/** Results that came before the reply to their request: kept, sealed, until the reply names the job id. */
import { z } from 'zod';
import type { PanelContext } from '../context.js';
import type { Transaction } from '../db/database.js';
import type { Change } from '../events/record.js';
import { applyInside } from './apply.js';
import { changeFactsForm } from './change-outcome.js';
import type { Outcome } from './outcome.js';

/** Binds a sealed result to its column. */
export const HELD_PURPOSE = 'held result';

const outcomeForm: z.ZodType<Outcome> = z.union([
  z.object({
    status: z.literal('succeeded'),
    message: z.string().nullable(),
    backup: z
      .object({
        link: z.string(),
        password: z.string().nullable(),
        size: z.number().nullable(),
        sha256: z.string().nullable(),
      })
      .optional(),
    changes: changeFactsForm.optional(),
  }),
  z.object({ status: z.literal('failed'), error: z.string(), changes: changeFactsForm.optional() }),
  z.object({ status: z.literal('cancelled'), error: z.string() }),
]);

/** @returns the text for the column `sealedHeld`; it may hold a backup's password */
export function sealHeld(panel: PanelContext, outcome: Outcome): string {
  return panel.vault.seal(JSON.stringify(outcome), HELD_PURPOSE);
}

/** Applies what was held for a job id that has just become known. */
export async function applyHeld(
  panel: PanelContext,
  tx: Transaction,
  task: { id: number; instanceId: number; type: string },
  moodleJobId: number,
): Promise<Change[]> {
  const held = await tx.callback.findFirst({
    where: { instanceId: task.instanceId, type: task.type, moodleJobId, sealedHeld: { not: null } },
  });
  if (!held?.sealedHeld) return [];
  const outcome = outcomeForm.parse(JSON.parse(panel.vault.open(held.sealedHeld, HELD_PURPOSE)));
  await tx.callback.update({ where: { id: held.id }, data: { sealedHeld: null } });
  return (await applyInside(panel, tx, task.id, outcome, 'callback', 'unknown')) ?? [];
}
