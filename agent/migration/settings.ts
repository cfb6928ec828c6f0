/** Settings of exporters and importers: flat, typed, with defaults; what is shown is what applies. */
import type { MigrationSettings, SettingDescription } from '../../contract/agent/migration.js';

export type SettingSpec = SettingDescription;

/** A setting that there is not, or a value that it cannot have. The message names it and says what it takes. */
export class SettingsRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SettingsRefused';
  }
}

type Value = MigrationSettings[string];

/** A flag is 0 or 1, as Moodle's settings are. */
function readFlag(value: Value): 0 | 1 | null {
  if (value === 1 || value === '1' || value === true) return 1;
  return value === 0 || value === '0' || value === false || value === '' ? 0 : null;
}

function readIds(value: Value): number[] | null {
  const list = typeof value === 'string' ? value.split(',').filter((part) => part.trim() !== '') : value;
  if (!Array.isArray(list)) return null;
  const ids = list.map(Number);
  return ids.every((id) => Number.isSafeInteger(id) && id > 0) ? [...new Set(ids)] : null;
}

function readNumber(value: Value): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** @throws SettingsRefused */
function readValue(spec: SettingSpec, value: Value): Value {
  const refuse = (takes: string) => new SettingsRefused(`The setting "${spec.name}" takes ${takes}.`);
  switch (spec.kind) {
    case 'choice': {
      const text = String(value);
      if (!spec.choices?.includes(text)) throw refuse(`one of: ${spec.choices?.join(', ') ?? ''}`);
      return text;
    }
    case 'flag': {
      const flag = readFlag(value);
      if (flag === null) throw refuse('0 or 1');
      return flag;
    }
    case 'ids': {
      const ids = readIds(value);
      if (ids === null) throw refuse('a list of ids');
      return ids;
    }
    case 'number': {
      if (value === null || value === '') return null;
      const number = readNumber(value);
      if (number === null) throw refuse('a whole number');
      return number;
    }
    case 'text':
      if (typeof value !== 'string') throw refuse('text');
      return value;
  }
}

/**
 * The settings that apply: the defaults with what was given in their places, in the order of the list.
 * @throws SettingsRefused for an unknown setting or a bad value
 */
export function resolveSettings(specs: readonly SettingSpec[], given: MigrationSettings): MigrationSettings {
  const known = new Set(specs.map((spec) => spec.name));
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown !== undefined) {
    const names = specs.map((spec) => spec.name).join(', ');
    throw new SettingsRefused(`There is no setting "${unknown}". Choose from: ${names}`);
  }
  return Object.fromEntries(
    specs.map((spec) => {
      const value = given[spec.name];
      return [spec.name, value === undefined ? spec.default : readValue(spec, value)];
    }),
  );
}
