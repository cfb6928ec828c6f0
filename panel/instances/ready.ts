/** An instance that work can be ordered from. */
import { ProblemError } from '../http/problem-error.js';
import type { PanelContext } from '../context.js';
import { syncInstance } from '../sync/service.js';
import { getInstance } from './service.js';
import type { InstanceRow } from './view.js';

/**
 * The instance, its kind known: a site that was never reached is read first.
 * @throws ProblemError 404; 502 when the site cannot be reached
 */
export async function readyInstance(panel: PanelContext, id: number): Promise<InstanceRow> {
  const row = await getInstance(panel, id);
  if (row.agentKind !== 'unknown') return row;
  await syncInstance(panel, id);
  const after = await getInstance(panel, id);
  if (after.agentKind === 'unknown') {
    throw new ProblemError(502, 'The site could not do this', {
      detail: after.connectionError ?? 'The site has not been reached yet.',
      hint: 'Mend the connection, then sync the site.',
    });
  }
  return after;
}
