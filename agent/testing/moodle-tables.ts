/** A very small Moodle: the tables that the agent reads, in SQL that all three databases take. `{name}` is a table. */

/** Unix seconds that the rows are about. */
export const FIXTURE_NOW = 1_795_230_000;

const tables: Readonly<Record<string, string>> = {
  config: 'name VARCHAR(255) NOT NULL, value VARCHAR(1333) NOT NULL',
  config_plugins: 'plugin VARCHAR(100) NOT NULL, name VARCHAR(100) NOT NULL, value VARCHAR(1333) NOT NULL',
  context: 'contextlevel BIGINT NOT NULL, instanceid BIGINT NOT NULL',
  course_categories:
    'name VARCHAR(255) NOT NULL, parent BIGINT NOT NULL, sortorder BIGINT NOT NULL, path VARCHAR(255) NOT NULL, depth BIGINT NOT NULL',
  course:
    'category BIGINT NOT NULL, fullname VARCHAR(254) NOT NULL, shortname VARCHAR(255) NOT NULL, visible SMALLINT NOT NULL',
  task_adhoc:
    'component VARCHAR(255) NOT NULL, classname VARCHAR(255) NOT NULL, nextruntime BIGINT NOT NULL, faildelay BIGINT, timestarted BIGINT',
  task_scheduled:
    'component VARCHAR(255) NOT NULL, classname VARCHAR(255) NOT NULL, nextruntime BIGINT, faildelay BIGINT, disabled SMALLINT NOT NULL, timestarted BIGINT',
  // `gender` is no column of Moodle's: sites have their own.
  user: `auth VARCHAR(20) NOT NULL, gender VARCHAR(20), deleted SMALLINT NOT NULL, suspended SMALLINT NOT NULL,
    mnethostid BIGINT NOT NULL, username VARCHAR(100) NOT NULL, password VARCHAR(255) NOT NULL,
    firstname VARCHAR(100) NOT NULL, lastname VARCHAR(100) NOT NULL, email VARCHAR(100) NOT NULL,
    lastaccess BIGINT NOT NULL, secret VARCHAR(15) NOT NULL, description VARCHAR(1333)`,
};

type Value = string | number | null;

const user = (
  id: number,
  username: string,
  [firstname, lastname]: [string, string],
  email: string,
  rest: { deleted?: number; suspended?: number; lastaccess?: number; host?: number } = {},
): Value[] => [
  ...[id, 'manual', null, rest.deleted ?? 0, rest.suspended ?? 0, rest.host ?? 1, username],
  ...['canary-password', firstname, lastname, email, rest.lastaccess ?? 0, 'canary-secret', null],
];

const rows: Readonly<Record<string, Value[][]>> = {
  config: [
    [1, 'siteguest', '1'],
    [2, 'mnet_localhost_id', '1'],
    [3, 'release', '4.5.6 (Build: 20250811)'],
    [4, 'theme', 'boost'],
    [5, 'themerev', '1717771447'],
  ],
  config_plugins: [
    [1, 'mod_quiz', 'version', '2024100700'],
    [2, 'tool_task', 'lastcronstart', String(FIXTURE_NOW - 60)],
    [3, 'core_plugin', 'recentresponse', '{"updates":{"core":[{"version":2024100707}]}}'],
  ],
  context: [
    [1, 10, 0],
    [2, 50, 1],
  ],
  course_categories: [
    [1, 'Category 1', 0, 10000, '/1', 1],
    [2, 'Hidden "quotes" <b>', 1, 20000, '/1/2', 2],
  ],
  course: [
    [1, 0, 'Test Moodle', 'TM', 1],
    [3, 2, 'Course ščž “q”', 'C3', 0],
    [2, 1, 'Test course: XS', 'C2', 1],
  ],
  task_adhoc: [],
  task_scheduled: [[1, 'moodle', '\\core\\task\\cleanup', FIXTURE_NOW + 60, 0, 0, null]],
  user: [
    user(1, 'guest', ['Guest', 'User'], 'root@localhost', { lastaccess: FIXTURE_NOW - 10 }),
    user(2, 'admin', ['Admin', 'User'], 'admin@example.com', { lastaccess: FIXTURE_NOW - 20 }),
    user(3, 'ana', ['Ana', 'Žižek'], 'ANA@Example.com', { lastaccess: FIXTURE_NOW - 299 }),
    user(4, 'bor', ['Bor', "O'Hara"], 'bor@example.com', { lastaccess: FIXTURE_NOW - 301 }),
    user(5, 'wild', ['100%', 'Under_score'], 'wild@example.com', { suspended: 1 }),
    user(6, 'gone', ['Gone', 'User'], 'gone@example.com', { deleted: 1, lastaccess: FIXTURE_NOW - 5 }),
    user(7, 'far', ['Far', 'Away [x]'], 'far@example.com', { host: 2 }),
  ],
};

function literal(value: Value): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

/** The statements that make the tables and their rows under this prefix. No value needs a backslash escaped but one. */
export function fixtureStatements(prefix: string, backslashEscapes: boolean): string[] {
  const escape = (text: string) => (backslashEscapes ? text.replaceAll('\\', '\\\\') : text);
  return Object.entries(tables).flatMap(([name, columns]) => [
    `CREATE TABLE ${prefix}${name} (id BIGINT NOT NULL PRIMARY KEY, ${columns})`,
    ...rows[name]!.map(
      (values) => `INSERT INTO ${prefix}${name} VALUES (${values.map((v) => escape(literal(v))).join(', ')})`,
    ),
  ]);
}
