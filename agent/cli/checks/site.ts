/** What the agent needs of the Moodle beside it: PHP, the database, folders and space. */
import { access, constants, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '../../../runtime/logger.js';
import type { AgentConfig } from '../../config.js';
import type { MoodleFacts } from '../../moodle/bridge.js';
import { openSite } from '../../moodle/open-site.js';
import type { Site } from '../../moodle/site.js';
import { checkChanges } from './changes.js';
import { fail, ok, reasonOf, warn, type Finding } from './check.js';

const GIB = 1024 ** 3;
/** Free space below which backups will soon, or do, fail. */
const LITTLE = 5 * GIB;
const TOO_LITTLE = 0.5 * GIB;

/** What Moodle's backup and restore use; the driver of the database comes on top. */
const extensions = [
  'ctype',
  'curl',
  'dom',
  'iconv',
  'json',
  'mbstring',
  'SimpleXML',
  'xml',
  'xmlreader',
  'zip',
  'zlib',
];
const drivers = { mysql: 'mysqli', postgresql: 'pgsql', sqlite: null } as const;

function php(site: Site, facts: MoodleFacts): Finding[] {
  const name = 'PHP';
  const driver = drivers[site.config.connection.kind];
  const there = new Set(facts.phpExtensions.map((extension) => extension.toLowerCase()));
  const missing = [...extensions, ...(driver ? [driver] : [])].filter(
    (extension) => !there.has(extension.toLowerCase()),
  );
  if (missing.length === 0) return [ok(name, `${facts.phpVersion}, with all extensions that are needed`)];
  const mend = `Install them for the PHP of PHP_COMMAND (Debian: apt install ${missing.map((e) => `php-${e.toLowerCase()}`).join(' ')}).`;
  return [fail(name, `${facts.phpVersion} lacks ${missing.join(', ')}.`, mend)];
}

function moodle(facts: MoodleFacts): Finding {
  const name = 'Moodle';
  if (facts.upgradePending) {
    return warn(
      name,
      `${facts.release}; an upgrade of its database is due.`,
      'Run it: php admin/cli/upgrade.php',
    );
  }
  if (facts.maintenance) {
    return warn(name, `${facts.release}; in maintenance.`, 'End it: php admin/cli/maintenance.php --disable');
  }
  return ok(name, facts.release);
}

async function asked(site: Site): Promise<Finding[]> {
  try {
    const facts = await site.bridge.facts();
    return [...(site.kind === 'php' ? php(site, facts) : []), moodle(facts)];
  } catch (error) {
    const mend =
      'Set PHP_COMMAND to what runs PHP as the web user, and try: PHP_COMMAND admin/cli/checks.php';
    return [fail('PHP', reasonOf(error), mend)];
  }
}

async function database(site: Site): Promise<Finding> {
  const name = 'database';
  try {
    await site.database.ping();
    return ok(name, `${site.database.kind} answers`);
  } catch (error) {
    return fail(
      name,
      reasonOf(error),
      'See that it runs and takes the account of config.php, or set MOODLE_DATABASE_URL.',
    );
  }
}

async function writable(name: string, folder: string, mend: string, severity = fail): Promise<Finding> {
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(name, folder);
  } catch (error) {
    return severity(name, reasonOf(error), mend);
  }
}

async function space(folder: string): Promise<Finding> {
  const name = 'disk space';
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const text = `${(free / GIB).toFixed(1)} GiB free at ${folder}`;
    const mend = 'Free space, or keep backups elsewhere with AGENT_BACKUP_DIR.';
    if (free < TOO_LITTLE) return fail(name, text, mend);
    return free < LITTLE ? warn(name, text, mend) : ok(name, text);
  } catch (error) {
    return fail(name, reasonOf(error), 'See that the folder is there and mounted.');
  }
}

export async function checkSite(config: AgentConfig): Promise<Finding[]> {
  let site: Site;
  try {
    const logger = createLogger('moopanel-agent', 'silent');
    site = await openSite(
      { ...config.site, databaseUrl: config.databaseUrl, siteUrl: config.siteUrl },
      logger,
    );
  } catch (error) {
    return [fail('site', reasonOf(error), 'Correct MOODLE_DIR or PHP_COMMAND.')];
  }
  try {
    const { wwwroot, dataroot, codeRoot } = site.config;
    const findings = [
      ok('site', wwwroot),
      ...(await asked(site)),
      await database(site),
      await writable(
        'data root',
        dataroot,
        `Run the agent as the web user, or give this user write access to ${dataroot}.`,
      ),
      await space(config.backupDir ?? dataroot),
    ];
    if (config.backupDir !== undefined) {
      const mend = `Make ${config.backupDir} and give it to this user.`;
      findings.push(await writable('backup folder', config.backupDir, mend));
    }
    const mend = 'Plugins cannot be updated from the panel until the web user may write here.';
    findings.push(await writable('plugin folder', join(codeRoot, 'local'), mend, warn));
    findings.push(...(await checkChanges(site, config)));
    return findings;
  } finally {
    await site.close();
  }
}
