/** The plugin library: zips that operators have uploaded once to install them on many sites. */
import type { PanelContext } from '../context.js';
import { notFound } from '../http/problem-error.js';

/** What is known of a stored zip. */
export interface LibraryItem {
  id: number;
  component: string;
  version: string;
  release: string | null;
  /** Hex. */
  sha256: string;
}

/**
 * The address under which one site may fetch an item, good for a limited time.
 * @throws ProblemError 404 when the item is gone
 */
export function linkFor(_panel: PanelContext, libraryItemId: number, _instanceId: number): Promise<string> {
  return Promise.reject(notFound('Library item', libraryItemId));
}

/** Items by their ids, in any order; those that are gone are left out. */
export function itemsOf(_panel: PanelContext, _ids: number[]): Promise<LibraryItem[]> {
  return Promise.resolve([]);
}
