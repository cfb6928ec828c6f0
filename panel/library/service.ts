/** The plugin library: zips that operators have uploaded once to install them on many sites. */
import type { PanelContext } from '../context.js';

/** The library has no such file, or no longer. */
export class LibraryItemNotFound extends Error {
  constructor(readonly libraryItemId: number) {
    super(`The plugin library has no item ${libraryItemId}.`);
    this.name = 'LibraryItemNotFound';
  }
}

/**
 * The address under which one site may fetch a file of the library, good for a limited time.
 * @throws LibraryItemNotFound
 */
export function linkFor(_panel: PanelContext, libraryItemId: number, _instanceId: number): Promise<string> {
  return Promise.reject(new LibraryItemNotFound(libraryItemId));
}
