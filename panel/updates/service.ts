/** Changes of sites' code: ordered here by operators and by rollouts, followed like every task. */
import type { z } from 'zod';
import type { updateRequestDetail } from '../../contract/panel/updates.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { isOpen } from '../tasks/states.js';
import { orderUpdates } from './order.js';
import { updateInclude, viewUpdateDetail, type UpdateRow } from './view.js';
import { updateKind, updateOptions } from '../../contract/panel/updates.js';

export { orderUpdates } from './order.js';
export { resolve as resolveUpdates } from './resolve.js';
export type { UpdateOrder, UpdateOrderItem, UpdatesOrdered } from './order-form.js';

/** @throws ProblemError 404 */
export async function getUpdateRequest(
  panel: PanelContext,
  id: number,
): Promise<z.input<typeof updateRequestDetail>> {
  const row = await findRequest(panel, id);
  const names = await panel.prisma.instancePlugin.findMany({
    where: {
      instanceId: row.instanceId,
      component: { in: row.items.flatMap((item) => item.component ?? []) },
    },
    select: { component: true, displayName: true },
  });
  return viewUpdateDetail(row, new Map(names.map((name) => [name.component, name.displayName])));
}

/**
 * Orders the failed items of a request that has ended once more, as a request of its own.
 * @returns the new request's id
 * @throws ProblemError 404; 409 while it is open or when nothing of it failed; the reason of a refusal
 */
export async function retryFailedItems(
  panel: PanelContext,
  who: Pick<Principal, 'actor' | 'ip'>,
  requestId: number,
): Promise<number> {
  const row = await findRequest(panel, requestId);
  if (isOpen(row.task.status)) {
    throw new ProblemError(409, 'Still open', {
      detail: 'This request has not ended.',
      hint: 'Wait until it has.',
    });
  }
  const failed = row.items.filter((item) => item.status === 'failed' || item.status === 'cancelled');
  if (failed.length === 0) {
    throw new ProblemError(409, 'Nothing failed', { detail: 'Every item of this request was done.' });
  }
  const options = updateOptions.parse(row.options);
  const result = await orderUpdates(panel, who, [
    {
      instanceId: row.instanceId,
      kind: updateKind.parse(row.kind),
      dryRun: row.dryRun,
      items: failed.map((item) => ({
        component: item.component,
        version: item.toVersion,
        release: item.toRelease,
        download: item.download,
        // A library's link has its time; another is made.
        link: item.libraryItemId === null ? item.link : null,
        libraryItemId: item.libraryItemId,
        md5: item.md5,
        sha256: item.sha256,
      })),
      options: { overwriteVcs: options.overwrite_vcs, ignoreHealth: options.ignore_health },
      retryOf: row.id,
    },
  ]);
  const refused = result.refused[0];
  if (refused) throw new ProblemError(refused.status, 'Not ordered', { detail: refused.message });
  return result.ordered[0]?.requestId ?? 0;
}

async function findRequest(panel: PanelContext, id: number): Promise<UpdateRow> {
  const row = await panel.prisma.updateRequest.findUnique({ where: { id }, include: updateInclude });
  if (!row) throw notFound('Update request', id);
  return row;
}
