/** What changes of a site's code ask of a real Moodle. */
import { z } from 'zod';
import type { Logger } from '../../../../runtime/logger.js';
import { changeReason } from '../../../../contract/agent/changes.js';
import { BridgeError } from '../../bridge.js';
import type { ChangeBridge } from '../../change-bridge.js';
import { checkPages } from '../../pages/check-pages.js';
import type { SiteConfig } from '../../site.js';
import type { PhpCalls } from '../php-calls.js';
import { emptyCacheFolders } from '../../cache-folders.js';
import { runUpgrade } from './run-upgrade.js';

const upgradeState = z.object({
  pending: z.boolean(),
  mismatches: z.array(
    z.object({ component: z.string(), disk: z.string().nullable(), database: z.string().nullable() }),
  ),
  unmet: z.array(z.string()),
  coreDatabase: z.string(),
  coreDisk: z.string(),
});
const reasons = z.array(changeReason);
const syntaxErrors = z.array(z.object({ file: z.string(), message: z.string() }));
const done = z.literal(true);

/** Seconds for the update service, which Moodle itself waits for. */
const SERVICE_TIMEOUT = 120;

export interface ChangeMethodsOptions {
  config: SiteConfig;
  /** Program and first arguments of PHP_COMMAND. */
  phpCommand: readonly string[];
  /** AGENT_SITE_URL. */
  siteUrl?: string;
  logger: Logger;
}

export function changeMethods(php: PhpCalls, options: ChangeMethodsOptions): ChangeBridge {
  const { config, phpCommand, siteUrl, logger } = options;

  async function purgeCaches(): Promise<void> {
    try {
      await php.read('purge-caches', done);
      return;
    } catch (error) {
      logger.warn({ err: error }, 'Moodle cannot purge its caches; its cache folders are emptied instead');
    }
    try {
      await php.read('empty-caches', done);
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      await emptyCacheFolders(config.dataroot);
    }
  }

  return {
    upgrade: (run) => runUpgrade({ command: phpCommand, moodleDir: config.moodleDir }, run),
    upgradeState: () => php.read('upgrade-state', upgradeState),
    pages: (signal) =>
      checkPages({
        wwwroot: config.wwwroot,
        siteUrl,
        reverseProxy: Boolean(config.forced.reverseproxy),
        signal,
      }),
    purgeCaches,
    checkUpdates: () => php.read('check-updates', z.string().nullable(), {}, SERVICE_TIMEOUT),
    uninstallReasons: (component) => php.read('uninstall-reasons', reasons, { component }),
    async uninstall({ component }, run) {
      await php.work('uninstall', done, { component }, run);
    },
    async syntaxErrors(folder, run) {
      await php.lendFolder(folder);
      return php.work('syntax-errors', syntaxErrors, { folder }, run);
    },
  };
}
