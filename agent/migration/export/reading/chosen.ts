/** The setting `export_instances` with a list of ids: all there are, or those. */
import type { MigrationSettings } from '../../../../contract/agent/migration.js';
import type { MoodleDatabase } from '../../../moodle/database/database.js';
import { SettingsRefused, type SettingSpec } from '../../settings.js';

/** @param list name of the setting that holds the ids: `select_courses` */
export function instanceSettings(list: string, what: string): SettingSpec[] {
  return [
    {
      name: 'export_instances',
      kind: 'choice',
      choices: ['all', 'selected'],
      default: 'all',
      description: `Whether all ${what} are exported, or those that are selected.`,
    },
    {
      name: list,
      kind: 'ids',
      default: [],
      description: `Ids of the ${what} to export, where they are selected.`,
    },
  ];
}

/** A database takes so many values in one query. */
export const IDS_AT_ONCE = 500;

export function* portions<T>(list: readonly T[], size = IDS_AT_ONCE): Generator<T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}

/** Whether the ids of a table may be exported. */
type Filter = (database: MoodleDatabase, ids: readonly number[]) => Promise<number[]>;

/**
 * @param existing those of the ids that are there
 * @returns null for all of them
 * @throws SettingsRefused for an id that is not there, or where none is selected
 */
export async function chosenIds(
  database: MoodleDatabase,
  settings: MigrationSettings,
  list: string,
  existing: Filter,
): Promise<number[] | null> {
  if (settings.export_instances !== 'selected') return null;
  const ids = settings[list] as number[];
  if (ids.length === 0) throw new SettingsRefused(`The setting "${list}" must name at least one id.`);
  for (const some of portions(ids)) {
    const found = new Set(await existing(database, some));
    const missing = some.find((id) => !found.has(id));
    if (missing !== undefined)
      throw new SettingsRefused(`The setting "${list}" names ${missing}, which is not there.`);
  }
  return [...ids].sort((a, b) => a - b);
}
