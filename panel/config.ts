/** The panel's configuration: the only reader of its environment. */
import { resolve } from 'node:path';
import { unknownVariables } from '../contract/environment.js';
import { isTimezone } from '../contract/panel/timezone.js';
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

export type PanelRole = 'all' | 'web' | 'worker';

export interface PanelConfig {
  port: number;
  host: string;
  /** Absolute. */
  dataDir: string;
  /** A PostgreSQL server; without it the panel runs its own below `dataDir`. */
  databaseUrl?: string;
  /** What operators' browsers and agents call; without it the address the panel listens on. No slash at the end. */
  panelUrl?: string;
  /** `web` serves, `worker` follows tasks and schedules, `all` does both in one process. */
  role: PanelRole;
  /** The first operator's, used only while there is none. */
  adminEmail: string;
  adminPassword?: string;
  /** A bearer token with all rights. */
  apiToken?: string;
  /** 32 bytes each, the first seals, the others only open; without any the key in `<dataDir>/secret.key`. */
  secretKeys?: Buffer[];
  /** Express's `trust proxy`: false, a number of hops, or addresses. */
  trustProxy: boolean | number | string[];
  logLevel: string;
  /** False refuses agents at private and loopback addresses. */
  allowPrivateAgents: boolean;
  /** Bytes that a zip of the plugin library may have. */
  libraryMaxBytes: number;
  /** Minutes for which a migration goes on trying a site that cannot be reached or is busy. */
  migrationPatienceMinutes: number;
  /** IANA name of the time zone of sites for which none is set. */
  timezone: string;
}

function timezone(env: Environment, name: string): string {
  const value = text(env, name) ?? 'UTC';
  if (!isTimezone(value)) {
    throw new StartError(`${name} must be a time zone such as Europe/Berlin, not "${value}".`);
  }
  return value;
}

function databaseUrl(env: Environment): string | undefined {
  const value = text(env, 'DATABASE_URL');
  if (value === undefined) return undefined;
  // The value itself holds a password and is not repeated.
  if (!/^postgres(ql)?:\/\//.test(value)) {
    throw new StartError(
      'DATABASE_URL must begin with postgresql:// — leave it out for the embedded database.',
    );
  }
  return value;
}

function secretKeys(env: Environment): Buffer[] | undefined {
  const name = 'PANEL_SECRET_KEY';
  const value = text(env, name);
  if (value === undefined) return undefined;
  const keys = value.split(',').map((part) => {
    const word = part.trim();
    return /^[0-9a-f]{64}$/i.test(word) ? Buffer.from(word, 'hex') : Buffer.from(word, 'base64');
  });
  if (keys.some((key) => key.length !== 32)) {
    throw new StartError(
      `${name} must be 32 bytes in hex or base64, or several such keys with commas between: \`openssl rand -hex 32\` makes one.`,
    );
  }
  if (new Set(keys.map((key) => key.toString('hex'))).size < keys.length) {
    throw new StartError(`${name} holds the same key twice: put the new one first, the old one after it.`);
  }
  return keys;
}

function trustProxy(env: Environment): PanelConfig['trustProxy'] {
  const name = 'PANEL_TRUST_PROXY';
  const value = text(env, name);
  if (value === undefined) return false;
  // "1" is a number of hops here, the safer reading: `true` would believe every sender.
  if (/^\d$/.test(value)) return Number(value);
  if (asBoolean(value) === false) return false;
  if (asBoolean(value) === true) {
    throw new StartError(
      `${name} must be a number of proxies or their addresses: "true" would believe anyone.`,
    );
  }
  const list = listed(value);
  for (const entry of list) {
    if (!isAddressOrRange(entry))
      throw new StartError(`${name} holds "${entry}", which is no number, IP address or CIDR range.`);
  }
  return list;
}

/**
 * Makes the configuration of an environment. Pure but for relative paths, which count from the working folder.
 * @throws StartError naming the variable that is misspelt or ill-typed
 */
export function parseConfig(env: Environment): PanelConfig {
  const strangers = unknownVariables(env);
  if (strangers.length > 0)
    throw new StartError(`Unknown variable ${strangers.join(', ')}: see .env.example.`);

  const config: PanelConfig = {
    port: integer(env, 'PANEL_PORT', 4000, 0, 65_535),
    host: text(env, 'PANEL_HOST') ?? '127.0.0.1',
    dataDir: resolve(text(env, 'DATA_DIR') ?? 'data'),
    databaseUrl: databaseUrl(env),
    panelUrl: webAddress(env, 'PANEL_URL'),
    role: oneOf(env, 'PANEL_ROLE', ['all', 'web', 'worker'] as const, 'all'),
    adminEmail: (text(env, 'PANEL_ADMIN_EMAIL') ?? 'admin@example.com').toLowerCase(),
    adminPassword: text(env, 'PANEL_ADMIN_PASSWORD'),
    apiToken: text(env, 'PANEL_API_TOKEN'),
    secretKeys: secretKeys(env),
    trustProxy: trustProxy(env),
    logLevel: oneOf(env, 'PANEL_LOG_LEVEL', logLevels, 'info'),
    allowPrivateAgents: boolean(env, 'PANEL_ALLOW_PRIVATE_AGENTS', true),
    libraryMaxBytes: integer(env, 'PANEL_LIBRARY_MAX_MB', 512, 1, 99_999) * 1024 ** 2,
    migrationPatienceMinutes: integer(env, 'PANEL_MIGRATION_PATIENCE_MINUTES', 30, 1, 720),
    timezone: timezone(env, 'PANEL_TIMEZONE'),
  };
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(config.adminEmail)) {
    throw new StartError('PANEL_ADMIN_EMAIL must be an e-mail address.');
  }
  if (config.adminPassword !== undefined && config.adminPassword.length < 8) {
    throw new StartError('PANEL_ADMIN_PASSWORD must have at least 8 characters.');
  }
  if (config.apiToken !== undefined && !/^[\x21-\x7e]{8,}$/.test(config.apiToken)) {
    throw new StartError('PANEL_API_TOKEN must be at least 8 printable characters without spaces.');
  }
  if (config.role !== 'all' && config.databaseUrl === undefined) {
    throw new StartError(
      `PANEL_ROLE=${config.role} needs DATABASE_URL: the embedded database serves one process only.`,
    );
  }
  return config;
}

/** The configuration of this process. */
export function readConfig(): PanelConfig {
  return parseConfig(process.env);
}
