/** Has a site ask Moodle's update service now. */
import type { z } from 'zod';
import type { updatesChecked } from '../../contract/panel/updates.js';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import { ProblemError } from '../http/problem-error.js';
import { readyInstance } from '../instances/ready.js';
import { addressOf, getInstance } from '../instances/service.js';
import { syncInstance } from '../sync/service.js';

/**
 * The PHP plugin cannot ask; then only what it knew already is read.
 * @throws ProblemError 404; 502 when the site cannot be read; AgentError when its check failed
 */
export async function checkForUpdates(
  panel: PanelContext,
  who: Principal,
  instanceId: number,
): Promise<z.input<typeof updatesChecked>> {
  const instance = await readyInstance(panel, instanceId);
  const asked = instance.features.includes('updates.check');
  if (asked) await panel.agents.checkUpdates(addressOf(panel, instance));
  await audit(panel, who, { action: 'update.check', instanceId });
  const read = await syncInstance(panel, instanceId);
  const after = await getInstance(panel, instanceId);
  if (!read) {
    throw new ProblemError(502, 'The site could not be read', { detail: after.connectionError ?? undefined });
  }
  return {
    asked,
    checked_at: after.updatesCheckedAt?.toISOString() ?? null,
    update_count: after.updateCount ?? 0,
  };
}
