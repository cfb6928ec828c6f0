/** The web services' parameter `settings`: a JSON object, or the older list of names and values. */
import { z } from 'zod';
import { migrationSettings, type MigrationSettings } from '../../contract/agent/migration.js';
import { multiple, raw, single, textOrList, withDefault, type Infer } from '../webservice/spec.js';
import { invalidParameter } from '../webservice/webservice-error.js';

export const settingsParameter = withDefault(
  textOrList(
    'Settings as a JSON object; the older form settings[0][name], settings[0][value] is taken as well',
    multiple(single({ name: raw('Name of the setting'), value: raw('Its value; a list by commas') })),
  ),
  '',
);
export type SettingsParameter = Infer<typeof settingsParameter>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidParameter('settings: is no JSON');
  }
}

/**
 * What was given, before it is known which settings there are. Empty text is no settings; an empty JSON list is what PHP
 * makes of no settings.
 * @throws WebserviceError `invalidparameter`
 */
export function readSettings(value: SettingsParameter | null | undefined): MigrationSettings {
  if (value === undefined || value === null || value === '') return {};
  if (typeof value !== 'string')
    return Object.fromEntries(value.map((setting) => [setting.name, setting.value]));
  const json = parseJson(value);
  if (json === null || (Array.isArray(json) && json.length === 0)) return {};
  const settings = migrationSettings.safeParse(json);
  if (settings.success) return settings.data;
  const [issue] = settings.error.issues;
  const where = z.core.toDotPath(issue?.path ?? []);
  throw invalidParameter(`settings: ${where === '' ? '' : `${where}: `}${issue?.message ?? 'unreadable'}`);
}
