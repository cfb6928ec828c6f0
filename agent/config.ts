/** The agent's configuration: the only reader of its environment. */
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { config as readDotenv, parse as parseDotenv } from 'dotenv';
import { unknownVariables } from '../contract/environment.js';
import {
  asBoolean,
  boolean,
  integer,
  isAddressOrRange,
  listed,
  logLevels,
  oneOf,
  text,
  webAddress,
  type Environment,
} from '../runtime/environment.js';
import { StartError } from '../runtime/start-error.js';
import {
  parseDownloadHosts,
  parseDownloadTokens,
  type DownloadSettings,
} from './packages/download/settings.js';
import { splitCommand } from './split-command.js';

/** Which Moodle the agent stands beside. */
export type SiteChoice =
  | { kind: 'sample'; folder: string; sample: 'university' | 'college' }
  | {
      kind: 'php';
      /** The folder of config.php. */
      moodleDir: string;
      /** The program and its first arguments; nothing of it goes through a shell. */
      phpCommand: string[];
      /** Seconds after which a short question to PHP is given up; long work has its own deadlines. */
      phpTimeout: number;
    };

export interface AgentConfig {
  port: number;
  host: string;
  /** Absolute. */
  dataDir: string;
  /** The clear key: it opens the API and goes with every callback. Undefined before `init` or `enroll`. */
  apiKey?: string;
  /** The file that `apiKey` came from; read again later, so that a new key needs no restart. */
  apiKeyFile?: string;
  /** False answers every request with 423. */
  enabled: boolean;
  /** Addresses and CIDR ranges; empty allows all. */
  allowedIps: string[];
  /** Express's `trust proxy`: false, a number of hops, or addresses. */
  trustProxy: boolean | number | string[];
  concurrentBackups: number;
  /** Requests a minute for each address; 0 for no limit. */
  rateLimit: number;
  logLevel: string;
  /** Where the panel reaches this agent, when it cannot be told from host and port. */
  agentUrl?: string;
  /** Fixes the address that callbacks go to; otherwise the panel tells it. */
  panelUrl?: string;
  backupDir?: string;
  /** Program and arguments, run after folders of the code were swapped; null for none. */
  reloadCommand: string[] | null;
  /** Seconds that Moodle's own upgrade may take. */
  upgradeTimeout: number;
  /** Days for which code that was replaced is kept. */
  keepOldDays: number;
  /** Entities that a file to be imported may hold. */
  importMaxEntities: number;
  /** Where zips of plugins and of Moodle may come from. */
  download: DownloadSettings;
  /** Exports for other sites. */
  exports: {
    /** Rows of all kinds that one file may hold. */
    maxEntities: number;
    /** How many are made beside each other. */
    concurrent: number;
    /** Days for which a finished file is kept. */
    keepDays: number;
  };
  /** The dump of the database that comes before a change of the site's code. */
  databaseDump: {
    /** `auto`: where the tools for it are there and the database is not too large. */
    mode: 'auto' | 'always' | 'never';
    /** Megabytes of the database above which `auto` makes none. */
    maxMb: number;
    /** Absolute. */
    folder: string;
  };
  site: SiteChoice;
  /** Replaces the connection of config.php (another account, a replica). */
  databaseUrl?: string;
  /** Where the agent itself reaches the site's pages, when that is not the site's own address. */
  siteUrl?: string;
  /** Bytes of the largest file that is taken: in pieces (`/uploads`) or by `upload.php`. */
  uploadMaxBytes: number;
}

function databaseDump(env: Environment, dataDir: string): AgentConfig['databaseDump'] {
  const folder = text(env, 'AGENT_DATABASE_DUMP_DIR');
  return {
    mode: oneOf(env, 'AGENT_DATABASE_DUMP', ['auto', 'always', 'never'], 'auto'),
    maxMb: integer(env, 'AGENT_DATABASE_DUMP_MAX_MB', 4096, 1, 1_000_000_000),
    folder: folder === undefined ? join(dataDir, 'dumps') : resolve(folder),
  };
}

function addressList(env: Environment, name: string): string[] {
  const list = listed(text(env, name));
  for (const entry of list) {
    if (!isAddressOrRange(entry))
      throw new StartError(`${name} holds "${entry}", which is no IP address and no CIDR range.`);
  }
  return list;
}

function trustProxy(env: Environment): AgentConfig['trustProxy'] {
  const name = 'AGENT_TRUST_PROXY';
  const value = text(env, name);
  if (value === undefined) return false;
  // "1" is a number of hops here, the safer reading: `true` believes every sender.
  if (/^\d+$/.test(value)) return integer(env, name, 0, 0, 10);
  return asBoolean(value) ?? addressList(env, name);
}

function siteChoice(env: Environment, dataDir: string): SiteChoice {
  const sample = text(env, 'MOODLE_SAMPLE');
  const moodleDir = text(env, 'MOODLE_DIR');
  const wanted = sample === undefined ? undefined : asBoolean(sample);
  if (sample !== undefined && wanted !== false) {
    return {
      kind: 'sample',
      folder: wanted ? join(dataDir, 'sample-site') : resolve(sample),
      sample: oneOf(env, 'MOODLE_SAMPLE_KIND', ['university', 'college'], 'university'),
    };
  }
  if (moodleDir === undefined) {
    throw new StartError(
      'No Moodle to stand beside: set MOODLE_DIR to the folder of its config.php, or MOODLE_SAMPLE=1 to try the sample site.',
    );
  }
  if (!isAbsolute(moodleDir))
    throw new StartError(`MOODLE_DIR must be an absolute path, not "${moodleDir}".`);
  return {
    kind: 'php',
    moodleDir: resolve(moodleDir),
    phpCommand: splitCommand('PHP_COMMAND', text(env, 'PHP_COMMAND') ?? 'php'),
    phpTimeout: integer(env, 'PHP_TIMEOUT', 60, 1, 3600),
  };
}

/**
 * Makes the configuration of an environment. Pure but for relative paths, which count from the working folder.
 * @throws StartError naming the variable that is misspelt, missing or ill-typed
 */
export function parseConfig(env: Environment): AgentConfig {
  const strangers = unknownVariables(env);
  if (strangers.length > 0)
    throw new StartError(`Unknown variable ${strangers.join(', ')}: see .env.example.`);

  const dataDir = dataDirOf(env);
  const apiKey = text(env, 'AGENT_API_KEY');
  if (apiKey !== undefined && (apiKey.length < 8 || !/^[\x21-\x7e]+$/.test(apiKey))) {
    throw new StartError('AGENT_API_KEY must be at least 8 printable characters without spaces.');
  }
  const backupDir = text(env, 'AGENT_BACKUP_DIR');
  const reloadCommand = text(env, 'AGENT_RELOAD_COMMAND');
  return {
    port: integer(env, 'AGENT_PORT', 4100, 0, 65_535),
    host: text(env, 'AGENT_HOST') ?? '127.0.0.1',
    dataDir,
    apiKey,
    enabled: boolean(env, 'AGENT_ENABLED', true),
    allowedIps: addressList(env, 'AGENT_ALLOWED_IPS'),
    trustProxy: trustProxy(env),
    concurrentBackups: integer(env, 'AGENT_CONCURRENT_BACKUPS', 2, 1, 64),
    rateLimit: integer(env, 'AGENT_RATE_LIMIT', 6000, 0, 1_000_000),
    logLevel: oneOf(env, 'AGENT_LOG_LEVEL', logLevels, 'info'),
    agentUrl: webAddress(env, 'AGENT_URL'),
    panelUrl: webAddress(env, 'PANEL_URL'),
    backupDir: backupDir === undefined ? undefined : resolve(backupDir),
    reloadCommand: reloadCommand === undefined ? null : splitCommand('AGENT_RELOAD_COMMAND', reloadCommand),
    upgradeTimeout: integer(env, 'AGENT_UPGRADE_TIMEOUT', 7200, 60, 86_400),
    keepOldDays: integer(env, 'AGENT_KEEP_OLD_DAYS', 14, 0, 3650),
    importMaxEntities: integer(env, 'AGENT_IMPORT_MAX_ENTITIES', 1_000_000, 1, 1_000_000_000),
    download: {
      tokens: parseDownloadTokens('AGENT_DOWNLOAD_TOKENS', text(env, 'AGENT_DOWNLOAD_TOKENS')),
      allowedHosts: parseDownloadHosts('AGENT_DOWNLOAD_HOSTS', text(env, 'AGENT_DOWNLOAD_HOSTS')),
      maxBytes: integer(env, 'AGENT_DOWNLOAD_MAX_MB', 1024, 1, 16_384) * 1024 ** 2,
    },
    exports: {
      maxEntities: integer(env, 'AGENT_EXPORT_MAX_ENTITIES', 1_000_000, 1, 1_000_000_000),
      concurrent: integer(env, 'AGENT_CONCURRENT_EXPORTS', 2, 1, 64),
      keepDays: integer(env, 'AGENT_KEEP_EXPORTS_DAYS', 7, 1, 3650),
    },
    databaseDump: databaseDump(env, dataDir),
    site: siteChoice(env, dataDir),
    databaseUrl: text(env, 'MOODLE_DATABASE_URL'),
    siteUrl: webAddress(env, 'AGENT_SITE_URL'),
    uploadMaxBytes: integer(env, 'AGENT_UPLOAD_MAX_MB', 20_480, 1, 10_000_000) * 1024 ** 2,
  };
}

/** The file that `init` and `enroll` write. */
export function agentEnvFile(dataDir: string): string {
  return join(dataDir, 'agent.env');
}

/**
 * What `<AGENT_DATA_DIR>/agent.env` says; empty when there is none.
 * @throws StartError when the file cannot be read
 */
export function readAgentEnv(dataDir: string): Record<string, string> {
  const file = agentEnvFile(dataDir);
  if (!existsSync(file)) return {};
  try {
    return parseDotenv(readFileSync(file));
  } catch (error) {
    throw new StartError(`${file} cannot be read (${error instanceof Error ? error.message : error}).`);
  }
}

/** Adds what a `.env` in the working folder says to this process's environment, which goes before it. */
export function readDotenvFile(): void {
  readDotenv({ quiet: true });
}

/** This process's environment, for the commands that write the configuration. */
export function environment(): Environment {
  return process.env;
}

/** What to type before a subcommand, as this process was started. */
export const commandName =
  process.env.npm_lifecycle_event === 'agent' ? 'npm run agent --' : 'moopanel-agent';

/** Where the agent's data lie according to an environment. */
export function dataDirOf(env: Environment = process.env): string {
  return resolve(text(env, 'AGENT_DATA_DIR') ?? 'data/agent');
}

/**
 * The configuration of this process: its environment, then what `agent.env` adds.
 * @throws StartError as `parseConfig`
 */
export function loadConfig(env: Environment = process.env): AgentConfig {
  const dataDir = dataDirOf(env);
  const file = readAgentEnv(dataDir);
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const config = parseConfig({ ...file, ...given, AGENT_DATA_DIR: dataDir });
  const keyFromFile = text(env, 'AGENT_API_KEY') === undefined && config.apiKey !== undefined;
  return { ...config, apiKeyFile: keyFromFile ? agentEnvFile(dataDir) : undefined };
}

/** The key as it is now: `init` and `enroll` may have written another one since the start. */
export function currentKey(config: AgentConfig): string | undefined {
  if (config.apiKeyFile === undefined) return config.apiKey;
  return readAgentEnv(config.dataDir).AGENT_API_KEY ?? config.apiKey;
}
