/** What changes of a site's code ask of Moodle: a part of the bridge. */
import type { ChangeReason } from '../../contract/agent/changes.js';
import type { BridgeRun } from './bridge-run.js';

/** How Moodle's own upgrade ended. Its output went to the run's log, line by line. */
export interface UpgradeOutcome {
  succeeded: boolean;
  /** The component whose upgrade was under way when it failed, when Moodle's output tells. */
  failedComponent: string | null;
  /** Moodle's own words when it failed; the last lines of its output. Empty otherwise. */
  message: string;
}

/** One page of the site, asked for as a visitor would. */
export interface PageCheck {
  /** `/` or `/login/index.php` */
  path: string;
  /** Null where no answer came at all. */
  status: number | null;
  /** Null where the page is as it should be: answered with 200, without an error text, not the maintenance page. */
  problem: string | null;
}

/** What of the site's state decides whether it is healthy, asked of Moodle itself. */
export interface UpgradeState {
  /** Moodle says that its database or settings must be upgraded; cron is suspended then. */
  pending: boolean;
  /** Plugins whose version in the database is not the one on the disk. */
  mismatches: { component: string; disk: string | null; database: string | null }[];
  /** Plugins whose requirements are not met, as Moodle itself finds them. */
  unmet: string[];
  /** `$CFG->version` of the database and `$version` of the disk. */
  coreDatabase: string;
  coreDisk: string;
}

export interface ChangeBridge {
  /**
   * Runs Moodle's own `admin/cli/upgrade.php` to its end. Nothing to upgrade is a success.
   * @throws BridgeError `unavailable` when PHP cannot be started, `aborted`
   */
  upgrade(run: BridgeRun): Promise<UpgradeOutcome>;

  /** @throws BridgeError `unavailable` or `moodle` when Moodle cannot even be loaded: that is an answer, too */
  upgradeState(): Promise<UpgradeState>;

  /** Front page and login page. Never throws for what the site does. */
  pages(signal: AbortSignal): Promise<PageCheck[]>;

  /** Purges Moodle's caches; where Moodle cannot be loaded, its cache folders are emptied instead. */
  purgeCaches(): Promise<void>;

  /**
   * Asks Moodle's update service through Moodle's own checker, which honours `alternativeupdateproviderurl`.
   * @returns unix seconds of the check as text
   * @throws BridgeError `moodle` with the checker's words when the service did not answer as it should
   */
  checkUpdates(): Promise<string | null>;

  /** What speaks against uninstalling; empty where nothing does. */
  uninstallReasons(component: string): Promise<ChangeReason[]>;

  /** Removes a plugin's data and settings from the database with Moodle's own uninstaller; its folder stays. */
  uninstall(request: { component: string }, run: BridgeRun): Promise<void>;

  /**
   * Looks at every PHP file below a folder that is not the site's, without running any (`php -l`).
   * @returns the first errors, each with the file's path below the folder; empty where all is well
   */
  syntaxErrors(folder: string, run: BridgeRun): Promise<{ file: string; message: string }[]>;
}
