/**
 * The versions that Moodle's database names, and how to put them back when an upgrade has failed and there is no dump of
 * the database: Moodle refuses to run with code that is older than its database says.
 */
import { sql } from 'kysely';
import { z } from 'zod';
import type { SiteConfig } from '../site.js';
import type { MoodleDatabase, MoodleRow } from './database.js';
import { openDatabase } from './open-database.js';

/** One setting that names a version; `plugin` is `core` for Moodle's own. */
export const versionRow = z.object({ plugin: z.string(), name: z.string(), value: z.string().nullable() });
export type VersionRow = z.infer<typeof versionRow>;

type Db = MoodleDatabase['db'];

/** Settings of core that say which version it is; `core` stands for them in `plugin`. */
const coreNames = ['version', 'release', 'branch', 'allversionshash', 'allcomponenthash', 'upgraderunning'];

/** Every plugin's version, and core's. */
export async function readVersions(db: Db): Promise<VersionRow[]> {
  const [core, plugins] = (await Promise.all([
    db.selectFrom('config').select(['name', 'value']).where('name', 'in', coreNames).execute(),
    db.selectFrom('config_plugins').select(['plugin', 'value']).where('name', '=', 'version').execute(),
  ])) as [MoodleRow[], MoodleRow[]];
  return [
    ...core.map(({ name, value }) => ({ plugin: 'core', name: name!, value: value ?? null })),
    ...plugins.map(({ plugin, value }) => ({ plugin: plugin!, name: 'version', value: value ?? null })),
  ];
}

/** The version of a plugin in the database; null when it is not installed. */
export async function databaseVersion(db: Db, component: string): Promise<string | null> {
  const rows = (await db
    .selectFrom('config_plugins')
    .select('value')
    .where('plugin', '=', component)
    .where('name', '=', 'version')
    .execute()) as MoodleRow[];
  return rows[0]?.value ?? null;
}

/**
 * Makes the database say what it said before, in one transaction. Tables that an upgrade has made or changed stay. Written
 * with the account of config.php: the one that the agent reads with may not be allowed to.
 * @returns the components whose version was put back
 */
export async function putVersionsBack(
  { ownConnection, prefix }: Pick<SiteConfig, 'ownConnection' | 'prefix'>,
  before: readonly VersionRow[],
): Promise<string[]> {
  const database = openDatabase(ownConnection, prefix);
  try {
    return await putBack(database, prefix, before);
  } finally {
    await database.close();
  }
}

async function putBack(
  database: MoodleDatabase,
  prefix: string,
  before: readonly VersionRow[],
): Promise<string[]> {
  // The sessions of a server are read-only unless a transaction says otherwise; SQLite has no such mode.
  const transaction = database.db.transaction();
  const writable = database.kind === 'sqlite' ? transaction : transaction.setAccessMode('read write');
  return writable.execute(async (db) => {
    const known = new Map((await readVersions(db)).map((row) => [keyOf(row), row]));
    const changed = new Set<string>();
    for (const row of before) {
      const now = known.get(keyOf(row));
      known.delete(keyOf(row));
      if (now?.value === row.value) continue;
      changed.add(row.plugin);
      if (now === undefined) await insert(db, row);
      else await change(db, prefix, row);
    }
    for (const row of known.values()) {
      changed.add(row.plugin);
      await remove(db, prefix, row);
      // Moodle's own note that an installation was begun.
      await remove(db, prefix, { ...row, name: 'installrunning' });
    }
    return [...changed];
  });
}

const keyOf = ({ plugin, name }: VersionRow) => `${plugin}/${name}`;

/** Written out: MariaDB, and MySQL before 8.0.16, take no alias in a DELETE, which the prefix of a query brings with it. */
async function remove(db: Db, prefix: string, { plugin, name }: VersionRow): Promise<void> {
  if (plugin === 'core') await sql`DELETE FROM ${sql.id(`${prefix}config`)} WHERE name = ${name}`.execute(db);
  else
    await sql`DELETE FROM ${sql.id(`${prefix}config_plugins`)} WHERE plugin = ${plugin} AND name = ${name}`.execute(
      db,
    );
}

async function change(db: Db, prefix: string, { plugin, name, value }: VersionRow): Promise<void> {
  const text = value ?? '';
  if (plugin === 'core')
    await sql`UPDATE ${sql.id(`${prefix}config`)} SET value = ${text} WHERE name = ${name}`.execute(db);
  else
    await sql`UPDATE ${sql.id(`${prefix}config_plugins`)} SET value = ${text} WHERE plugin = ${plugin} AND name = ${name}`.execute(
      db,
    );
}

async function insert(db: Db, { plugin, name, value }: VersionRow): Promise<void> {
  if (plugin === 'core')
    await db
      .insertInto('config')
      .values({ name, value: value ?? '' })
      .execute();
  else
    await db
      .insertInto('config_plugins')
      .values({ plugin, name, value: value ?? '' })
      .execute();
}
