import { describe, expect, test } from '@jest/globals';
import { connectionFromUrl } from './connection-url.js';
import { databaseConnection } from './database-connection.js';

const base = {
  dbtype: 'mariadb',
  dbhost: '127.0.0.1',
  dbname: 'moodle',
  dbuser: 'u',
  dbpass: 'p',
  dbport: null,
  dbsocket: null,
  defaultsocket: null,
};
const common = { database: 'moodle', user: 'u', password: 'p' };
const nothing = () => false;

describe('config.php to connection', () => {
  test.each([
    ['mysqli', 'mysql'],
    ['mariadb', 'mysql'],
    ['auroramysql', 'mysql'],
    ['pgsql', 'postgresql'],
  ])('%s is %s', (dbtype, kind) => {
    expect(databaseConnection({ ...base, dbtype }, nothing)).toEqual({ kind, host: '127.0.0.1', ...common });
  });

  test.each(['sqlsrv', 'oci', 'sqlite3', '', null, 'constructor'])('%j is refused', (dbtype) => {
    expect(() => databaseConnection({ ...base, dbtype }, nothing)).toThrow(/cannot read/);
  });

  test('ports are read however they are written', () => {
    for (const dbport of [3307, '3307']) {
      expect(databaseConnection({ ...base, dbport }, nothing)).toMatchObject({ port: 3307 });
    }
    for (const dbport of ['', 0, false, null]) {
      expect(databaseConnection({ ...base, dbport }, nothing)).not.toHaveProperty('port');
    }
  });

  test('sockets: a path, true, and PHP’s meaning of localhost', () => {
    const socket = (change: object, there: string[] = []) =>
      (databaseConnection({ ...base, ...change }, (path) => there.includes(path)) as { socket?: string })
        .socket;
    expect(socket({ dbsocket: '/srv/my.sock' })).toBe('/srv/my.sock');
    expect(socket({ dbhost: 'localhost', defaultsocket: '/php.sock' }, ['/php.sock'])).toBe('/php.sock');
    expect(socket({ dbhost: 'localhost' }, ['/run/mysqld/mysqld.sock'])).toBe('/run/mysqld/mysqld.sock');
    expect(socket({ dbhost: 'localhost', defaultsocket: '/in/container.sock' })).toBeUndefined();
    expect(socket({ dbhost: 'db', defaultsocket: '/php.sock' }, ['/php.sock'])).toBeUndefined();
    expect(socket({ dbtype: 'pgsql', dbsocket: '/var/run/pg' })).toBe('/var/run/pg');
    expect(socket({ dbtype: 'pgsql', dbsocket: true })).toBe('/var/run/postgresql');
    expect(socket({ dbtype: 'pgsql', dbsocket: '' })).toBeUndefined();
  });
});

test('an address of a database replaces all of it', () => {
  expect(connectionFromUrl('mysql://u%40x:p%2Fw@[::1]:3307/moodle')).toEqual({
    kind: 'mysql',
    host: '::1',
    port: 3307,
    database: 'moodle',
    user: 'u@x',
    password: 'p/w',
  });
  expect(connectionFromUrl('postgresql://u:p@localhost/m?socket=/var/run/postgresql')).toMatchObject({
    kind: 'postgresql',
    socket: '/var/run/postgresql',
  });
  for (const url of ['moodle', 'sqlite:///x', 'mysql://u:geheim@host', 'mysql://u:geheim@host/a/b']) {
    expect(() => connectionFromUrl(url)).toThrow(/^MOODLE_DATABASE_URL must look like (?!.*geheim)/);
  }
});
