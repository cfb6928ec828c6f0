/** A real Moodle as the agent sees it. */
import type { Logger } from '../../../runtime/logger.js';
import { StartError } from '../../../runtime/start-error.js';
import { BridgeError } from '../bridge.js';
import { connectionFromUrl } from './connection-url.js';
import { openDatabase } from '../database/open-database.js';
import type { Site, SiteConfig } from '../site.js';
import { phpBridge } from './php-bridge.js';
import { readSiteConfig } from './site-config.js';

export interface PhpSiteOptions {
  /** The folder of config.php. */
  moodleDir: string;
  /** Program and first arguments of PHP_COMMAND. */
  phpCommand: readonly string[];
  /** Seconds for short questions to PHP. */
  phpTimeout: number;
  /** MOODLE_DATABASE_URL: goes before what config.php says. */
  databaseUrl?: string;
  /** AGENT_SITE_URL: where the agent itself reaches the site's pages. */
  siteUrl?: string;
}

/**
 * Opens the site. The database is not reached for before the first query.
 * @throws StartError when PHP or config.php cannot be used, with what to mend
 */
export async function openPhpSite(options: PhpSiteOptions, logger: Logger): Promise<Site> {
  const config = await startConfig(options);
  const database = openDatabase(config.connection, config.prefix);
  const bridge = phpBridge({ ...options, config, logger });
  return {
    kind: 'php',
    config,
    database,
    bridge,
    mirrors: [],
    async close() {
      await bridge.close();
      await database.close();
    },
  };
}

async function startConfig(options: PhpSiteOptions): Promise<SiteConfig> {
  try {
    const config = await readSiteConfig(options);
    // Restoring a dump of the database needs the account of config.php, whatever reads are done with.
    return options.databaseUrl ? { ...config, connection: connectionFromUrl(options.databaseUrl) } : config;
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    throw new StartError(
      `The site's config.php cannot be read through PHP. ${error.message} Check MOODLE_DIR and PHP_COMMAND.`,
      { cause: error },
    );
  }
}
