/** Which plugins of the sample are switched on: kept where Moodle keeps it for each type. */
import type { SampleSql } from '../sql.js';

/** Settings of the site and its plugins as they are stored. */
export interface SampleSettings {
  core(name: string): string | undefined;
  plugin(plugin: string, name: string): string | undefined;
}

export function sampleSettings(sql: SampleSql): SampleSettings {
  const core = new Map(sql.select('config').map((row) => [row.name, row.value]));
  const plugins = new Map(
    sql.select('config_plugins').map((row) => [`${row.plugin}/${row.name}`, row.value]),
  );
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return {
    core: (name) => text(core.get(name)),
    plugin: (plugin, name) => text(plugins.get(`${plugin}/${name}`)),
  };
}

/** Types whose plugins each have a setting `disabled`. */
const switchedOff = new Set([
  'assignfeedback',
  'assignsubmission',
  'availability',
  'format',
  'repository',
  'tiny',
]);

/** @returns a function that says null for types that cannot be switched off */
export function pluginSwitches(
  sql: SampleSql,
  settings: SampleSettings,
): (type: string, name: string) => boolean | null {
  const visible = (table: 'modules' | 'block') =>
    new Set(sql.select(table, { visible: 1 }).map((row) => String(row.name)));
  const listed = (text = '', ...always: string[]) => new Set([...text.split(','), ...always]);
  const sets: Readonly<Record<string, ReadonlySet<string>>> = {
    mod: visible('modules'),
    block: visible('block'),
    auth: listed(settings.core('auth'), 'manual', 'nologin'),
    enrol: listed(settings.core('enrol_plugins_enabled')),
    editor: listed(settings.core('texteditors') ?? 'tiny,textarea'),
    filter: activeFilters(sql),
  };
  const question = (name: string) => settings.plugin('question', name);
  const hidden = listed(question('disabledbehaviours'));
  const off = (value: string | undefined) => value !== undefined && value !== '' && value !== '0';
  return (type, name) => {
    if (sets[type]) return sets[type].has(name);
    if (switchedOff.has(type)) return !off(settings.plugin(`${type}_${name}`, 'disabled'));
    if (type === 'qtype') return !off(question(`${name}_disabled`));
    if (type === 'qbehaviour') return !hidden.has(name);
    return null;
  };
}

const TEXTFILTER_DISABLED = -9999;

function activeFilters(sql: SampleSql): ReadonlySet<string> {
  const system = sql.select('context', { contextlevel: 10 })[0];
  const rows = system ? sql.select('filter_active', { contextid: system.id }) : [];
  return new Set(
    rows.filter(({ active }) => active !== TEXTFILTER_DISABLED).map(({ filter }) => String(filter)),
  );
}
