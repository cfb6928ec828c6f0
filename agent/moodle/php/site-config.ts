/** Asks PHP what config.php says; works with any logic in it, and without a database. */
import { isThere } from '../../../runtime/is-there.js';
import { BridgeError } from '../bridge.js';
import type { SiteConfig } from '../site.js';
import { configAnswer } from './config-answer.js';
import { databaseConnection } from './database-connection.js';
import { programText } from './php-program.js';
import { runPhp } from './run-php.js';

export interface SiteConfigOptions {
  /** The folder of config.php. */
  moodleDir: string;
  /** Program and first arguments of PHP_COMMAND. */
  phpCommand: readonly string[];
  /** Seconds. */
  phpTimeout?: number;
}

/**
 * Reads the site's configuration.
 * @throws BridgeError `unavailable` when PHP cannot run or config.php cannot be used; the message says what to mend
 */
export async function readSiteConfig(options: SiteConfigOptions): Promise<SiteConfig> {
  const raw = await runPhp({
    command: options.phpCommand,
    program: programText('site-config'),
    request: { moodledir: options.moodleDir },
    timeout: (options.phpTimeout ?? 60) * 1000,
  });
  const parsed = configAnswer.safeParse(raw);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => `$CFG->${issue.path.join('.')}`).join(', ');
    throw new BridgeError('unavailable', `config.php in ${options.moodleDir} does not set ${fields}.`);
  }
  const config = parsed.data;
  const connection = databaseConnection(config);
  return {
    wwwroot: config.wwwroot.replace(/\/+$/, ''),
    moodleDir: options.moodleDir,
    codeRoot: await codeRoot(options.moodleDir, config.dirroot),
    dataroot: config.dataroot,
    tempdir: config.tempdir ?? `${config.dataroot}/temp`,
    prefix: config.prefix,
    connection,
    ownConnection: connection,
    forced: config.forced,
  };
}

/** Where plugins lie. PHP's own word for it, unless PHP sees the site under another path than the agent. */
async function codeRoot(moodleDir: string, dirroot: string): Promise<string> {
  for (const folder of [dirroot, `${moodleDir}/public`, moodleDir]) {
    const isCode = await isThere(`${folder}/lib/moodlelib.php`);
    if (isCode) return folder;
  }
  return dirroot;
}
