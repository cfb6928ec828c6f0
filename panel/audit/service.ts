/** The audit trail: who did what, and what was refused. Nothing secret is ever written to it. */
import type { Transaction } from '../db/database.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';

export interface AuditWords {
  /** Such as `backup.create` or `auth.sign_in`. */
  action: string;
  outcome?: 'ok' | 'refused' | 'failed';
  instanceId?: number | null;
  target?: string | null;
  detail?: string | null;
}

/** Text columns end somewhere: what a caller sends must not fill the database. */
const MAX_TEXT = 500;

/**
 * Writes one line.
 * @param tx the transaction of the change it speaks of, so that neither is without the other
 */
export async function audit(
  panel: PanelContext,
  who: Pick<Principal, 'actor' | 'ip'>,
  words: AuditWords,
  tx: Pick<Transaction, 'auditEntry'> = panel.prisma,
): Promise<void> {
  await tx.auditEntry.create({
    data: {
      at: panel.clock(),
      actor: who.actor.slice(0, 200),
      ip: who.ip,
      action: words.action,
      outcome: words.outcome ?? 'ok',
      instanceId: words.instanceId ?? null,
      target: words.target?.slice(0, MAX_TEXT) ?? null,
      detail: words.detail?.slice(0, MAX_TEXT) ?? null,
    },
  });
}
