/** From Moodle's `$CFG->dbtype`, `$CFG->dbhost` and `$CFG->dboptions` to a connection, as Moodle's own drivers read them. */
import { existsSync } from 'node:fs';
import { BridgeError } from '../bridge.js';
import type { DatabaseConnection } from '../site.js';
import type { ConfigAnswer } from './config-answer.js';

const kinds = new Map<string, 'mysql' | 'postgresql'>(
  Object.entries({
    mysqli: 'mysql',
    mariadb: 'mysql',
    auroramysql: 'mysql',
    pgsql: 'postgresql',
  } as const),
);

const usualMysqlSockets = [
  '/run/mysqld/mysqld.sock',
  '/var/run/mysqld/mysqld.sock',
  '/var/lib/mysql/mysql.sock',
  '/tmp/mysql.sock',
];

type DatabaseAnswer = Pick<
  ConfigAnswer,
  'dbtype' | 'dbhost' | 'dbname' | 'dbuser' | 'dbpass' | 'dbport' | 'dbsocket' | 'defaultsocket'
>;

/**
 * Makes a connection of what config.php says. `exists` tells whether a path is there.
 * @throws BridgeError `unavailable` for a kind of database that the agent cannot read
 */
export function databaseConnection(
  answer: DatabaseAnswer,
  exists: (path: string) => boolean = existsSync,
): DatabaseConnection {
  const kind = kinds.get(answer.dbtype ?? '');
  if (!kind) {
    const known = [...kinds.keys()].join(', ');
    throw new BridgeError(
      'unavailable',
      `This Moodle's database is "${answer.dbtype}", which the agent cannot read: it knows ${known}.`,
    );
  }
  const port = Number(answer.dbport) || undefined;
  const socket = kind === 'mysql' ? mysqlSocket(answer, port, exists) : postgresqlSocket(answer);
  return {
    kind,
    host: answer.dbhost === '' ? 'localhost' : answer.dbhost,
    ...(port ? { port } : {}),
    ...(socket ? { socket } : {}),
    database: answer.dbname,
    user: answer.dbuser,
    password: answer.dbpass,
  };
}

/** PHP takes `localhost` to mean the socket, whatever `dbsocket` says. */
function mysqlSocket(
  answer: DatabaseAnswer,
  port: number | undefined,
  exists: (path: string) => boolean,
): string | undefined {
  const { dbsocket } = answer;
  if (typeof dbsocket === 'string' && dbsocket.includes('/')) return dbsocket;
  const local = answer.dbhost === '' || answer.dbhost === 'localhost';
  if (!local) return undefined;
  // A socket that is not on this machine is that of PHP's container.
  const found = [answer.defaultsocket, ...usualMysqlSockets].find((path) => path && exists(path));
  // With a port of its own the server is more surely found over TCP.
  return found && !(port && port !== 3306 && !dbsocket) ? found : undefined;
}

/** `dbsocket` may be the folder of the socket, or true for libpq's own. */
function postgresqlSocket(answer: DatabaseAnswer): string | undefined {
  const { dbsocket } = answer;
  if (!dbsocket || dbsocket === '0') return undefined;
  return typeof dbsocket === 'string' && dbsocket.includes('/') ? dbsocket : '/var/run/postgresql';
}
