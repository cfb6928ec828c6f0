/** MOODLE_DATABASE_URL: another account or a replica instead of what config.php says. */
import { StartError } from '../../../runtime/start-error.js';
import type { DatabaseConnection } from '../site.js';

const kinds: Readonly<Record<string, 'mysql' | 'postgresql'>> = {
  'mysql:': 'mysql',
  'mariadb:': 'mysql',
  'postgres:': 'postgresql',
  'postgresql:': 'postgresql',
};

/**
 * Reads `mysql://user:password@host:3306/database` or `postgresql://…`; `?socket=/path` goes before host and port.
 * @throws StartError when it is no such address; the message does not repeat it, for it holds a password
 */
export function connectionFromUrl(url: string): DatabaseConnection {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const kind = kinds[parsed?.protocol ?? ''];
  const database = decodeURIComponent(parsed?.pathname.slice(1) ?? '');
  if (!parsed || !kind || database === '' || database.includes('/')) {
    throw new StartError(
      'MOODLE_DATABASE_URL must look like mysql://user:password@host:3306/database or postgresql://….',
    );
  }
  const socket = parsed.searchParams.get('socket') ?? parsed.searchParams.get('socketPath');
  return {
    kind,
    host: parsed.hostname === '' ? 'localhost' : parsed.hostname.replace(/^\[|\]$/g, ''),
    ...(parsed.port ? { port: Number(parsed.port) } : {}),
    ...(socket ? { socket } : {}),
    database,
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
  };
}
