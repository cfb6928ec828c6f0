/** Tells whether the paths of a zip can stand beside each other, on file systems that ignore case as well. */
import { PackageRefused } from '../package-refused.js';
import { shown } from './entry-path.js';

interface Seen {
  path: string;
  folder: boolean;
  /** False for a folder that is known only from what lies in it. */
  listed: boolean;
}

export class TreeGuard {
  readonly #seen = new Map<string, Seen>();

  /** @throws PackageRefused `unsafe` for a path that is there already, or that is both a file and a folder */
  add(path: string, folder: boolean): void {
    this.#put(path, folder, true);
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      if (this.#put(path.slice(0, at), true, false)) return;
    }
  }

  /** True when the same was there already. */
  #put(path: string, folder: boolean, listed: boolean): boolean {
    const key = path.normalize('NFC').toLowerCase();
    const before = this.#seen.get(key);
    if (before === undefined) {
      this.#seen.set(key, { path, folder, listed });
      return false;
    }
    if (before.path !== path || before.folder !== folder || (before.listed && listed)) {
      throw new PackageRefused(
        'unsafe',
        `The zip holds two entries of one name: ${shown(before.path)} and ${shown(path)}. Pack it again.`,
      );
    }
    before.listed ||= listed;
    return true;
  }
}
