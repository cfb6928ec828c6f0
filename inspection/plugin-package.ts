/** What a plugin's zip says of itself, found without running any of it. */
import type { Requirements } from './environment-file.js';
import type { VersionFile } from './version-file.js';

export interface FileDigests {
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
  md5: string;
}

export interface PluginPackage extends FileDigests, Omit<VersionFile, 'component' | 'version'> {
  /** `mod_attendance` */
  component: string;
  /** `mod` and `attendance`. */
  type: string;
  name: string;
  version: number;
  /**
   * The folder in the zip that becomes the plugin's: usually the only one at the root; its own name does not count
   * (`moodle-mod_attendance-4.5.3`). Without a slash at the end; empty where `version.php` lies at the root itself.
   */
  root: string;
  /** Files below `root`. */
  files: number;
  /** Bytes when unpacked. */
  unpackedSize: number;
  /** Frankenstyle components of its own subplugins, as far as they lie in the zip. */
  subplugins: string[];
  /** Types of plugins that it brings, whether any of them lies in the zip or not. */
  subpluginTypes?: string[];
  /** What its `environment.xml` asks for; null where it has none. */
  environment?: Requirements | null;
}
