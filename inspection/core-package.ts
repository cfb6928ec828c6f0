/** What a zip of Moodle itself says of itself, found without running any of it. */
import type { CoreVersionFile } from './core-version-file.js';
import type { Requirements } from './environment-file.js';
import type { FileDigests } from './plugin-package.js';

export interface CorePackage extends FileDigests, CoreVersionFile {
  /** The folder in the zip that becomes Moodle's, `moodle`; without a slash at the end, empty for the top of the zip. */
  root: string;
  /** Files below `root`. */
  files: number;
  /** Bytes when unpacked. */
  unpackedSize: number;
  /** Since Moodle 5.1 what the web server shows lies in a folder `public`. */
  publicFolder: boolean;
  /** What this release asks of the machine; null where it has no `environment.xml`, which only a sample has not. */
  environment: Requirements | null;
  /** Versions of the plugins that come with it, by component. */
  standardPlugins: Record<string, number>;
  /** Types of plugins that it knows, those that its plugins bring among them; empty where it does not say. */
  pluginTypes: string[];
}
