/** All settings of one plugin. */
import type { MoodleRow } from '../database/database.js';
import type { Site } from '../site.js';

/**
 * A plugin's settings by name, secrets among them: nothing of this goes to a client unfiltered. What config.php forces
 * goes before what the database holds.
 */
export async function pluginConfig(site: Site, component: string): Promise<Map<string, string | null>> {
  const owners = settingOwners(component);
  const rows = (await site.database.db
    .selectFrom('config_plugins')
    .select(['plugin', 'name', 'value'])
    .where('plugin', 'in', owners)
    .execute()) as MoodleRow[];
  const config = new Map<string, string | null>();
  for (const owner of owners) {
    for (const row of rows) if (row.plugin === owner) config.set(String(row.name), row.value ?? null);
    for (const [key, value] of Object.entries(site.config.forced)) {
      if (key.startsWith(`${owner}/`)) config.set(key.slice(owner.length + 1), forcedText(value));
    }
  }
  return config;
}

/** Under which names a plugin keeps its settings, the one that counts most last: activities use their short name too. */
export function settingOwners(component: string): string[] {
  return component.startsWith('mod_') ? [component.slice(4), component] : [component];
}

/** PHP's way: true is '1', false is ''. */
function forcedText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? '1' : '';
  return String(value);
}
