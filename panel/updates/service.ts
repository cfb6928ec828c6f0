/** Changes of sites' code: ordered here by operators and by rollouts, followed like every task. */
import type { UpdateRequestDetail } from '../../contract/panel/updates.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import type { UpdateOrder, UpdatesOrdered } from './order-form.js';

export type { UpdateOrder, UpdateOrderItem, UpdatesOrdered } from './order-form.js';

/**
 * Sends each site its order. Sites are independent: one that refuses, cannot be reached or is being changed already
 * stands in `refused` and holds up no other; one whose answer did not come is taken as ordered and followed.
 */
export function orderUpdates(
  _panel: PanelContext,
  _who: Pick<Principal, 'actor' | 'ip'>,
  _orders: UpdateOrder[],
): Promise<UpdatesOrdered> {
  return Promise.reject(new Error('follows'));
}

/** @throws ProblemError 404 */
export function getUpdateRequest(_panel: PanelContext, _id: number): Promise<UpdateRequestDetail> {
  return Promise.reject(new Error('follows'));
}

/**
 * Orders the failed items of a request that has ended once more, as a request of its own.
 * @returns the new request's id
 * @throws ProblemError 404; 409 while it is open, when nothing of it failed, or with the reason of a refusal
 */
export function retryFailedItems(
  _panel: PanelContext,
  _who: Pick<Principal, 'actor' | 'ip'>,
  _requestId: number,
): Promise<number> {
  return Promise.reject(new Error('follows'));
}
