/** What the engine asks of update requests; a seam, so that a test can break the line right behind an order. */
import type { UpdateWhat } from '../../contract/panel/updates.js';
import type { PanelContext } from '../context.js';

export interface SiteOrder {
  rolloutId: number;
  instanceId: number;
  dryRun: boolean;
  /** How the audit trail names who ordered. */
  actor: string;
  what: UpdateWhat;
  options: { overwriteVcs: boolean; ignoreHealth: boolean };
}

export type SiteOrdered =
  | { kind: 'ordered'; requestId: number }
  /** The site has all of it, or is offered none of it. */
  | { kind: 'nothing'; message: string }
  /** `again`: it may be taken later. */
  | { kind: 'refused'; again: boolean; message: string };

export type PlaceOrder = (panel: PanelContext, order: SiteOrder) => Promise<SiteOrdered>;
