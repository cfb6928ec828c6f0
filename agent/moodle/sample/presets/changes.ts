/** How the sample changes a setting on behalf of a preset: noted in the log by which it can be taken back, as in Moodle. */
import { PLUGIN_STATE, type PresetApplyReply } from '../../../../contract/agent/presets.js';
import type { SampleSql } from '../sql.js';
import type { CurrentValue, SettingValues } from './setting-values.js';

/** The administrator's id. */
export const admin = 2;

export type Change = PresetApplyReply['changed'][number];
export type Skipped = PresetApplyReply['skipped'][number];

export const reasons = {
  noSetting: 'This site does not have this setting.',
  noSettingNow: 'This site does not have this setting any more.',
  noPlugin: 'This site does not have this plugin.',
  notHeld: 'The preset does not hold it.',
  sealed: "Its secret value cannot be opened with this site's key.",
  choice: 'This site does not know that choice.',
  number: 'Moodle refuses the value: it must be a number.',
  changedSince: 'It was changed since and stays as it is.',
  together: (name: string) => `Moodle applies it only together with a change of ${name}.`,
  notSwitched: 'Moodle did not switch it.',
  notSwitchedOn: 'Moodle does not switch it on by a preset.',
} as const;

/** @returns the id of the entry in the log, and the change without what is secret in it */
export function changeSetting(
  sql: SampleSql,
  values: SettingValues,
  current: CurrentValue,
  value: string,
  now: number,
): { log: number; change: Change } {
  const { setting, name, secret } = current;
  const { plugin } = setting;
  values.write(setting, name, value);
  const log = sql.insert('config_log', {
    userid: admin,
    timemodified: now,
    plugin: plugin === 'none' ? null : plugin,
    name,
    value,
    oldvalue: current.value,
  });
  const shown = secret
    ? { old_value: null, new_value: null }
    : { old_value: current.value, new_value: value };
  return { log, change: { plugin, name, ...shown } };
}

export function pluginChange(type: string, name: string, from: number, to: number): Change {
  return { plugin: `${type}_${name}`, name: PLUGIN_STATE, old_value: String(from), new_value: String(to) };
}
