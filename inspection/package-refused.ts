/** A zip that is not taken: what is wrong with it, for programs and for people. */
import type { ChangeReason } from '../contract/agent/changes.js';

export type RefusalCode =
  /** No zip, damaged, or cut off. */
  | 'damaged'
  /** A path that leads out of the folder, a link, a device, two entries of one name. */
  | 'unsafe'
  /** More entries or bytes than any plugin has, or far more than its packed size tells. */
  | 'too-large'
  /** Not exactly one folder at the root, or none with a `version.php`. */
  | 'layout'
  /** `version.php` does not say literally what is needed, or says something else than was wanted. */
  | 'version-file'
  /** A digest or a size other than was expected. */
  | 'digest'
  /** A file of PHP that PHP cannot read. */
  | 'syntax';

export class PackageRefused extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
    this.name = 'PackageRefused';
  }

  get reason(): ChangeReason {
    return { code: this.code, message: this.message };
  }
}
