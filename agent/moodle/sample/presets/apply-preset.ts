/** Applies a preset to the sample, noting it in the tables of Moodle's presets so that it can be taken back. */
import { PLUGIN_STATE } from '../../../../contract/agent/presets.js';
import type { PresetApplication, PresetOutcome } from '../../preset-bridge.js';
import type { PresetContent, PresetItem } from '../../preset-xml.js';
import type { SampleSql } from '../sql.js';
import { isSecret, type SampleSetting } from './catalogue.js';
import { admin, changeSetting, pluginChange, reasons, type Change, type Skipped } from './changes.js';
import { pluginStates, switchPlugin, type PluginState } from './plugin-states.js';
import { settingKey, SettingValues, type CurrentValue } from './setting-values.js';
import { forgetPreset, storePreset } from './preset-rows.js';

export interface ApplyRequest extends Omit<PresetApplication, 'dryRun'> {
  content: PresetContent;
  /** What they are now. */
  plugins: readonly PluginState[];
  /** Unix seconds. */
  wwwroot: string;
  now: number;
}

/** To be called within a transaction. */
export function applyPreset(sql: SampleSql, request: ApplyRequest): PresetOutcome {
  const values = new SettingValues(sql);
  const { chosen, skipped } = choose(request, values.all());
  const preset = storePreset(
    sql,
    { comments: request.content.name, site: request.wwwroot },
    chosen,
    request.now,
  );
  const application = sql.insert('adminpresets_app', {
    adminpresetid: preset,
    userid: admin,
    time: request.now,
  });
  const changed = [
    ...chosen.flatMap((item) => applyItem(sql, values, application, item, request.now)),
    ...applyPlugins(sql, application, request, skipped),
  ];
  if (changed.length > 0) return { application_id: application, changed, skipped };
  sql.remove('adminpresets_app', { id: application });
  forgetPreset(sql, preset);
  return { application_id: null, changed, skipped };
}

/** A setting whose value is to change. */
interface Chosen extends PresetItem {
  current: CurrentValue;
  secret: boolean;
  /** What is kept beside it, as it is now. */
  beside?: CurrentValue;
}

const wants = ({ settings }: ApplyRequest, plugin: string, name: string) =>
  settings === null || settings.some((one) => one.plugin === plugin && one.name === name);

/** What of the preset changes something here, and why the rest of what is wanted does not. */
function choose(
  request: ApplyRequest,
  site: ReadonlyMap<string, CurrentValue>,
): { chosen: Chosen[]; skipped: Skipped[] } {
  const { content } = request;
  const opened = new Map(request.opened.map((one) => [settingKey(one.plugin, one.name), one.value]));
  const unopened = new Set(request.unopened.map((one) => settingKey(one.plugin, one.name)));
  const held = new Set([
    ...content.settings.map(({ plugin, name }) => settingKey(plugin, name)),
    ...content.plugins.map(({ type, name }) => settingKey(`${type}_${name}`, PLUGIN_STATE)),
  ]);
  const skipped: Skipped[] = (request.settings ?? [])
    .filter(({ plugin, name }) => !held.has(settingKey(plugin, name)))
    .map((one) => ({ ...one, reason: reasons.notHeld }));
  const chosen: Chosen[] = [];
  for (const item of content.settings.filter(({ plugin, name }) => wants(request, plugin, name))) {
    const { plugin, name, attributes } = item;
    const key = settingKey(plugin, name);
    const current = site.get(key);
    const value = opened.get(key) ?? item.value;
    const reason = refusal(current, value, unopened.has(key));
    if (reason !== null || current === undefined) {
      skipped.push({ plugin, name, reason: reason ?? reasons.noSetting });
      continue;
    }
    const attribute = current.setting.attribute?.name;
    const beside = attribute === undefined ? undefined : site.get(settingKey(plugin, attribute));
    if (value !== current.value) {
      const secret = current.secret || isSecret(current.setting, value);
      chosen.push({ ...item, value, current: { ...current, secret }, secret, beside });
    } else if (beside && (attributes.get(beside.name) ?? beside.value) !== beside.value) {
      skipped.push({ plugin, name: beside.name, reason: reasons.together(name) });
    }
  }
  return { chosen, skipped };
}

function refusal(current: CurrentValue | undefined, value: string, sealed: boolean): string | null {
  if (current === undefined || current.name !== current.setting.name) return reasons.noSetting;
  if (sealed) return reasons.sealed;
  return value === current.value ? null : badValue(current.setting, value);
}

function badValue({ kind, choices }: SampleSetting, value: string): string | null {
  if (kind === 'number') return /^-?\d+$/.test(value) ? null : reasons.number;
  return (kind === 'choice' || kind === 'switch') && !choices.includes(value) ? reasons.choice : null;
}

function applyItem(
  sql: SampleSql,
  values: SettingValues,
  application: number,
  { name, value, current, beside, attributes }: Chosen,
  now: number,
): Change[] {
  const { log, change } = changeSetting(sql, values, current, value, now);
  sql.insert('adminpresets_app_it', { adminpresetapplyid: application, configlogid: log });
  const attribute = beside && attributes.get(beside.name);
  if (beside === undefined || attribute === undefined || attribute === beside.value) return [change];
  const with_ = changeSetting(sql, values, beside, attribute, now);
  sql.insert('adminpresets_app_it_a', {
    adminpresetapplyid: application,
    configlogid: with_.log,
    itemname: name,
  });
  return [change, with_.change];
}

function applyPlugins(
  sql: SampleSql,
  application: number,
  request: ApplyRequest,
  skipped: Skipped[],
): Change[] {
  const changed: Change[] = [];
  for (const { type, name, enabled } of request.content.plugins) {
    const component = `${type}_${name}`;
    if (!wants(request, component, PLUGIN_STATE)) continue;
    const here = request.plugins.find((plugin) => plugin.type === type && plugin.name === name);
    if (here === undefined) {
      skipped.push({ plugin: component, name: PLUGIN_STATE, reason: reasons.noPlugin });
      continue;
    }
    const on = Number(enabled) > 0;
    if (on === here.enabled > 0) continue;
    // Moodle takes every number but 0 for on here, and so never switches a filter on.
    if (here.enabled < 0) {
      skipped.push({ plugin: component, name: PLUGIN_STATE, reason: reasons.notSwitchedOn });
      continue;
    }
    switchPlugin(sql, type, name, on);
    const [after] = pluginStates(sql, [here]);
    if (after === undefined || after.enabled === here.enabled) {
      skipped.push({ plugin: component, name: PLUGIN_STATE, reason: reasons.notSwitched });
      continue;
    }
    const state = { plugin: type, name, value: after.enabled, oldvalue: here.enabled };
    sql.insert('adminpresets_app_plug', { adminpresetapplyid: application, ...state });
    changed.push(pluginChange(type, name, here.enabled, after.enabled));
  }
  return changed;
}
