/** What a zip is judged against: the code of one site, and what it runs on. */

export interface SitePlugin {
  /** `mod_attendance` */
  component: string;
  /** Null for one whose folder is missing. */
  versionDisk: number | null;
  /** Null for one that is not installed yet. */
  versionDatabase: number | null;
  /** Comes with Moodle. */
  standard: boolean;
  /** First and last branch that it says it works with. */
  supported: [number, number] | null;
  /** The first branch that it says it does not work with. */
  incompatible: number | null;
  /** The least version of Moodle. */
  requires: number | null;
  /** Least versions by component; `any` where any will do. */
  dependencies: Record<string, number | 'any'>;
}

export interface SiteCode {
  /** Moodle's own, `2024100706.00` as a number. */
  version: number;
  /** `4.5.6 (Build: 20250811)` */
  release: string;
  /** `405` */
  branch: number;
  /** `8.3.6` */
  phpVersion: string;
  /** As PHP lists them; their case does not count. */
  phpExtensions: string[];
  database: { vendor: 'mysql' | 'mariadb' | 'postgres' | 'sqlite'; version: string };
  /** Types of plugins that this Moodle knows, those that plugins bring among them. */
  pluginTypes: string[];
  plugins: SitePlugin[];
}
