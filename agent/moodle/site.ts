/** The site as the agent sees it: where it lies, its database, and the bridge to what only Moodle can do. */
import type { MoodleBridge } from './bridge.js';
import type { MoodleDatabase } from './database/database.js';

/** How to reach the site's own database. Made from Moodle's `$CFG->dbtype` and friends, or from MOODLE_DATABASE_URL. */
export type DatabaseConnection =
  | {
      kind: 'mysql' | 'postgresql';
      host: string;
      port?: number;
      /** A unix socket's path (MySQL) or folder (PostgreSQL); goes before host and port. */
      socket?: string;
      database: string;
      user: string;
      password: string;
    }
  | { kind: 'sqlite'; file: string };

/** What `config.php` says, asked of PHP with ABORT_AFTER_CONFIG; the sample makes its own. */
export interface SiteConfig {
  /** `$CFG->wwwroot`, without a slash at the end. */
  wwwroot: string;
  /** The folder that MOODLE_DIR names: that of config.php and `admin/cli`. */
  moodleDir: string;
  /** Where the plugins lie: the same folder, or its `public` since Moodle 5.1. */
  codeRoot: string;
  dataroot: string;
  /** `$CFG->tempdir`, `$CFG->backuptempdir` … with Moodle's defaults filled in. */
  tempdir: string;
  prefix: string;
  /** What the agent reads through. */
  connection: DatabaseConnection;
  /** What config.php says: another one than `connection` where MOODLE_DATABASE_URL is set. It may write. */
  ownConnection: DatabaseConnection;
  /** Settings forced in config.php, which go before the database's: by `name`, a plugin's by `plugin/name`. */
  forced: Readonly<Record<string, unknown>>;
}

export interface Site {
  readonly kind: 'php' | 'sample';
  readonly config: SiteConfig;
  readonly database: MoodleDatabase;
  readonly bridge: MoodleBridge;
  /** Hosts (with port) of the site's own that packages may be downloaded from although they are private. */
  readonly mirrors: readonly string[];
  close(): Promise<void>;
}
