/** Which of the sample's plugins are switched on, in the numbers of Moodle's presets, and how they are switched. */
import { pluginFolders } from '../inventory/plugin-folders.js';
import { pluginSwitches, sampleSettings as storedSettings } from '../inventory/switches.js';
import type { SampleLayout } from '../layout.js';
import type { SampleSql } from '../sql.js';

const FILTER_OFF = -9999;
const SYSTEM_CONTEXT = 10;

export interface PluginState {
  type: string;
  name: string;
  /** 1 for on; 0, or for filters -9999, for off. Types that cannot be switched are 0, as in Moodle. */
  enabled: number;
}

/** Every plugin in the site's folders. */
export async function pluginNames(layout: SampleLayout): Promise<Omit<PluginState, 'enabled'>[]> {
  const folders = await pluginFolders(layout.moodleDir);
  return folders.map(({ type, name }) => ({ type, name }));
}

/** What they are now. */
export function pluginStates(sql: SampleSql, names: readonly Omit<PluginState, 'enabled'>[]): PluginState[] {
  const enabled = pluginSwitches(sql, storedSettings(sql));
  return names.map(({ type, name }) => ({
    type,
    name,
    enabled: enabled(type, name) ? 1 : type === 'filter' ? FILTER_OFF : 0,
  }));
}

/** Switches a plugin; one of a type that cannot be switched stays as it is. */
export function switchPlugin(sql: SampleSql, type: string, name: string, on: boolean): void {
  switch (type) {
    case 'mod':
      setVisible(sql, 'modules', name, on);
      return;
    case 'block':
      setVisible(sql, 'block', name, on);
      return;
    case 'auth':
      setListed(sql, 'auth', name, on);
      return;
    case 'enrol':
      setListed(sql, 'enrol_plugins_enabled', name, on);
      return;
    case 'editor':
      setListed(sql, 'texteditors', name, on, 'tiny,textarea');
      return;
    case 'filter':
      setFilter(sql, name, on);
      return;
    case 'qtype':
      setPlugin(sql, 'question', `${name}_disabled`, on ? '0' : '1');
      return;
    case 'qbehaviour':
      setHidden(sql, name, on);
      return;
    case 'assignfeedback':
    case 'assignsubmission':
    case 'availability':
    case 'format':
    case 'repository':
    case 'tiny':
      setPlugin(sql, `${type}_${name}`, 'disabled', on ? '0' : '1');
  }
}

function setVisible(sql: SampleSql, table: string, name: string, on: boolean): void {
  const visible = on ? 1 : 0;
  if (sql.update(table, { name }, { visible }) === 0) sql.insert(table, { name, visible });
}

/** `name` of core is a list of those that are on. */
function setListed(sql: SampleSql, setting: string, name: string, on: boolean, usual = ''): void {
  const value = relist(String(sql.first('config', { name: setting })?.value ?? usual), name, on);
  if (sql.update('config', { name: setting }, { value }) === 0)
    sql.insert('config', { name: setting, value });
}

/** Behaviours of questions are listed when they are off. */
function setHidden(sql: SampleSql, name: string, on: boolean): void {
  const where = { plugin: 'question', name: 'disabledbehaviours' };
  const list = String(sql.first('config_plugins', where)?.value ?? '');
  setPlugin(sql, where.plugin, where.name, relist(list, name, !on));
}

function relist(list: string, name: string, listed: boolean): string {
  const others = list.split(',').filter((entry) => entry !== '' && entry !== name);
  return (listed ? [...others, name] : others).join(',');
}

function setPlugin(sql: SampleSql, plugin: string, name: string, value: string): void {
  const where = { plugin, name };
  if (sql.update('config_plugins', where, { value }) === 0) sql.insert('config_plugins', { ...where, value });
}

function setFilter(sql: SampleSql, filter: string, on: boolean): void {
  const contextid = sql.first('context', { contextlevel: SYSTEM_CONTEXT })?.id ?? 1;
  sql.remove('filter_active', { filter, contextid });
  if (!on) return;
  const sortorder = sql.select('filter_active', { contextid }).length + 1;
  sql.insert('filter_active', { filter, contextid, active: 1, sortorder });
}
