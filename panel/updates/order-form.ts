/** What callers hand to `orderUpdates`. */
import type { UpdateKind } from '../../contract/panel/updates.js';

/**
 * One change of a request. By kind: `plugins` needs component, version and download; `zips` a link or a library item
 * (its component and versions where they are known); `uninstall` a component; `core` version and download.
 */
export interface UpdateOrderItem {
  component?: string | null;
  version?: string | null;
  release?: string | null;
  /** Where the site fetches it from. */
  download?: string | null;
  link?: string | null;
  /** The link is made when the order is sent (`panel/library/service.ts`). */
  libraryItemId?: number | null;
  md5?: string | null;
  sha256?: string | null;
}

export interface UpdateOrder {
  instanceId: number;
  kind: UpdateKind;
  dryRun: boolean;
  items: UpdateOrderItem[];
  options: { overwriteVcs?: boolean; ignoreHealth?: boolean };
  rolloutId?: number;
  /** The request whose failed items it repeats. */
  retryOf?: number;
}

export interface UpdatesOrdered {
  ordered: { instanceId: number; requestId: number }[];
  /** Nothing was begun there; `status` is that of an answer that would say so alone. */
  refused: { instanceId: number; status: number; message: string }[];
}
