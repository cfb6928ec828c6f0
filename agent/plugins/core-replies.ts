/** Updates of Moodle itself in the words of the protocol. */
import type { CoreUpdate, CoreUpdateType } from '../../contract/agent/core.js';
import type { Inventory, UpdateOffer } from '../moodle/inventory/inventory.js';

export function coreUpdates({ coreUpdates: offers, release }: Inventory): CoreUpdate[] {
  return offers.map((offer) => ({
    component: 'core',
    compotent: 'core',
    ...offer,
    type: coreUpdateType(release, offer),
  }));
}

/**
 * How far an update goes, by the first two numbers of the releases.
 * @param current such as `4.5.6 (Build: 20250811)`
 * @returns the farthest when either release has no such numbers: nobody must take it for a small one
 */
export function coreUpdateType(current: string, offer: Pick<UpdateOffer, 'release'>): CoreUpdateType {
  const [from, to] = [current, offer.release ?? ''].map((release) => /^(\d+)\.(\d+)/.exec(release));
  if (!from || !to || from[1] !== to[1]) return 'core-mega';
  return from[2] === to[2] ? 'core-minor' : 'core-major';
}
