/** Moodle's settings as Moodle sees them: what config.php forces goes before what the database holds. */
import type { Site } from '../site.js';

/** A setting's value as text; undefined when it is set nowhere. */
export type Settings<N extends string> = Record<N, string | undefined>;

/** Core settings (`$CFG->name`), in one query. */
export async function coreSettings<N extends string>(site: Site, names: readonly N[]): Promise<Settings<N>> {
  const rows = await site.database.db
    .selectFrom('config')
    .select(['name', 'value'])
    .where('name', 'in', names)
    .execute();
  return merge(names, rows, site.config.forced);
}

/** Settings of one plugin (`get_config($plugin, name)`), in one query. */
export async function pluginSettings<N extends string>(
  site: Site,
  plugin: string,
  names: readonly N[],
): Promise<Settings<N>> {
  const rows = await site.database.db
    .selectFrom('config_plugins')
    .select(['name', 'value'])
    .where('plugin', '=', plugin)
    .where('name', 'in', names)
    .execute();
  return merge(names, rows, site.config.forced, `${plugin}/`);
}

function merge<N extends string>(
  names: readonly N[],
  rows: readonly Record<string, unknown>[],
  forced: Readonly<Record<string, unknown>>,
  /** What stands before the name in `forced`: `theme_boost/` for a plugin's setting. */
  owner = '',
): Settings<N> {
  const stored = new Map(rows.map((row) => [row.name, row.value]));
  const entries = names.map((name) => {
    const key = owner + name;
    const value = Object.hasOwn(forced, key) ? forced[key] : stored.get(name);
    return [name, asText(value)] as const;
  });
  return Object.fromEntries(entries) as Settings<N>;
}

/** PHP's way: true is '1', false is ''. */
function asText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value ? '1' : '';
  return String(value);
}

/** PHP's `empty()` of a setting. */
export function isEmpty(value: string | undefined): value is undefined | '' | '0' {
  return value === undefined || value === '' || value === '0';
}
