import type { AgentContext } from '../../../context.js';
import type { Caller } from '../../../webservice/function.js';
import { invalidRecord } from '../../../webservice/webservice-error.js';
import { findExport, type QueuedExport } from '../export-view.js';

/**
 * An export of the caller's own, or any for an administrator.
 * @throws WebserviceError `invalidrecord`: another one's is as good as none
 */
export async function exportFor(context: AgentContext, caller: Caller, id: number): Promise<QueuedExport> {
  const row = await findExport(context, id);
  if (row === null || (row.userId !== caller.userId && !caller.isAdmin))
    throw invalidRecord('tool_wp_export');
  return row;
}
