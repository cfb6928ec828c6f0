/** A server of MySQL's family for the tools and for statements of our own, with an account that may write. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection, type Connection } from 'mysql2/promise';
import type { DatabaseConnection } from '../../site.js';

export type MysqlConnection = Extract<DatabaseConnection, { kind: 'mysql' | 'postgresql' }>;

const optionFolder = '.moopanel-client-';

/**
 * Lends the tools an option file with the account, for as long as `work` takes: a password on the command line would be seen
 * by everybody on the machine. Files that a killed agent has left in the folder are removed.
 */
export async function withOptionFile<T>(
  folder: string,
  connection: MysqlConnection,
  work: (option: string) => Promise<T>,
): Promise<T> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(optionFolder)) await rm(join(folder, name), { recursive: true, force: true });
  }
  const own = await mkdtemp(join(folder, optionFolder));
  try {
    const file = join(own, 'client.cnf');
    await writeFile(file, optionFile(connection), { mode: 0o600 });
    return await work(`--defaults-file=${file}`);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** `loose-`: some options are known only to MySQL's tools or only to MariaDB's. */
function optionFile({ host, port, socket, user, password }: MysqlConnection): string {
  const quoted = (value: string) =>
    `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
  const where =
    socket === undefined
      ? [`protocol=tcp`, `host=${quoted(host)}`, `port=${port ?? 3306}`]
      : ['protocol=socket', `socket=${quoted(socket)}`];
  return [
    '[client]',
    ...where,
    `user=${quoted(user)}`,
    ...(password === '' ? [] : [`password=${quoted(password)}`]),
    // As Moodle and the agent connect.
    'loose-ssl-verify-server-cert=0',
    '[mysqldump]',
    'loose-column-statistics=0',
    'loose-set-gtid-purged=OFF',
    '',
  ].join('\n');
}

/** Runs statements on a connection of their own. */
export async function withMysql<T>(
  { host, port, socket, user, password, database }: MysqlConnection,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await createConnection({
    ...(socket === undefined ? { host, port: port ?? 3306 } : { socketPath: socket }),
    user,
    password,
    database,
    charset: 'utf8mb4',
    connectTimeout: 10_000,
  });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
