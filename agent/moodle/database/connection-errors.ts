/** Tells a database that cannot serve us now from a query that is wrong. */
import { MoodleUnavailable } from '../unavailable.js';

/** Network and driver codes of mysql2, pg and Node. */
const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EACCES',
  'ENOENT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ER_NORMAL_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_QUERY_INTERRUPTED',
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
  'SQLITE_CANTOPEN',
  'SQLITE_IOERR',
  'SQLITE_NOTADB',
  'SQLITE_CORRUPT',
]);

/** PostgreSQL's classes: connection lost, bad login, no such database, no resources, shutting down. */
const sqlStates = /^(08|28|3D|53|57P)/;

export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, fatal } = error as Error & { code?: unknown; fatal?: unknown };
  if (fatal === true) return true;
  if (typeof code === 'string') {
    if (codes.has(code)) return true;
    if (/^[0-9A-Z]{5}$/.test(code)) return sqlStates.test(code);
  }
  // What pg says without a code.
  return /^Connection terminated|not queryable|closed state|timeout exceeded when trying to connect/i.test(
    error.message,
  );
}

/** The error itself, or MoodleUnavailable with it as its cause. */
export function mapDatabaseError(error: unknown): unknown {
  if (error instanceof MoodleUnavailable || !isConnectionError(error)) return error;
  return unavailable(error);
}

export function unavailable(cause: unknown): MoodleUnavailable {
  return new MoodleUnavailable('The site database cannot be reached.', { cause });
}
