/** One short text for everything in the database that a site's inventory depends on. */
import { createHash } from 'node:crypto';
import type { MoodleRow } from '../database/database.js';
import type { Site } from '../site.js';

const CONTEXT_SYSTEM = '10';

/** Beside the settings: where Moodle keeps which plugins of a type are switched on. A site need not have all of them. */
const switches: Readonly<Record<string, readonly string[]>> = {
  modules: ['name', 'visible'],
  block: ['name', 'visible'],
  message_processors: ['name', 'enabled'],
  repository: ['type', 'visible'],
  portfolio_instance: ['plugin', 'visible'],
};

/**
 * Changes whenever a setting, a plugin's version, a switch or the stored result of the update check changes. All
 * settings count, because any plugin type may keep its switches in them; only the times that cron notes down do not.
 * @throws MoodleUnavailable
 */
export async function databaseState(site: Site): Promise<string> {
  const parts = await Promise.all([
    settings(site, 'config', ['name', 'value']),
    settings(site, 'config_plugins', ['plugin', 'name', 'value']),
    siteFilters(site),
    ...Object.entries(switches).map(([table, columns]) => rows(site, table, columns)),
  ]);
  const hash = createHash('sha256');
  for (const part of parts) {
    // Sorted here: the databases sort texts each in its own way, and some not at all without being asked.
    for (const line of part.map((row) => JSON.stringify(Object.values(row))).sort()) hash.update(`${line}\n`);
    hash.update('\n');
  }
  return hash.digest('base64');
}

async function settings(site: Site, table: string, columns: readonly string[]): Promise<MoodleRow[]> {
  const found = await site.database.db
    .selectFrom(table)
    .select(columns)
    .where('name', 'not like', 'last%')
    .where('name', 'not like', '%timelast')
    .execute();
  return found as MoodleRow[];
}

/** Filters are switched on for the site in the system context; courses may have rows of their own by the thousand. */
async function siteFilters(site: Site): Promise<MoodleRow[]> {
  if ((await site.database.columns('filter_active')).length === 0) return [];
  const { db } = site.database;
  const system = db.selectFrom('context').select('id').where('contextlevel', '=', CONTEXT_SYSTEM);
  const found = await db
    .selectFrom('filter_active')
    .select(['filter', 'active'])
    .where('contextid', 'in', system)
    .execute();
  return found as MoodleRow[];
}

async function rows(site: Site, table: string, columns: readonly string[]): Promise<MoodleRow[]> {
  const present = await site.database.columns(table);
  if (!columns.every((column) => present.includes(column))) return [];
  return (await site.database.db.selectFrom(table).select(columns).execute()) as MoodleRow[];
}
