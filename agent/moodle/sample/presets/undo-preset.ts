/** Takes the application of a preset back, by the log that was written when it was made. */
import { BridgeError } from '../../bridge.js';
import type { PresetOutcome } from '../../preset-bridge.js';
import type { SampleSql, StoredRow } from '../sql.js';
import { isSecret } from './catalogue.js';
import { changeSetting, pluginChange, reasons, type Change, type Skipped } from './changes.js';
import { pluginStates, switchPlugin } from './plugin-states.js';
import { forgetPreset } from './preset-rows.js';
import { settingKey, SettingValues } from './setting-values.js';

/**
 * To be called within a transaction. What was changed since stays, and is still noted as applied.
 * @throws BridgeError `not-found`
 */
export function undoPreset(sql: SampleSql, application: number, now: number): PresetOutcome {
  const row = sql.first('adminpresets_app', { id: application });
  if (row === undefined) {
    throw new BridgeError(
      'not-found',
      'There is no such application of a preset, or it was taken back already.',
    );
  }
  const changed: Change[] = [];
  const skipped: Skipped[] = [];
  for (const table of ['adminpresets_app_it', 'adminpresets_app_it_a'] as const) {
    for (const item of sql.select(table, { adminpresetapplyid: application })) {
      const log = sql.first('config_log', { id: Number(item.configlogid) });
      const undone = log && undoSetting(sql, log, now);
      if (undone && 'reason' in undone) skipped.push(undone);
      else {
        if (undone) changed.push(undone);
        sql.remove(table, { id: item.id });
      }
    }
  }
  changed.push(...undoPlugins(sql, application));
  const left = skipped.length > 0;
  if (!left) {
    sql.remove('adminpresets_app', { id: application });
    const preset = Number(row.adminpresetid);
    const ours = sql.first('adminpresets', { id: preset, name: 'MooPanel' });
    if (ours && !sql.first('adminpresets_app', { adminpresetid: preset })) forgetPreset(sql, preset);
  }
  return { application_id: application, changed, skipped };
}

function undoSetting(sql: SampleSql, log: StoredRow, now: number): Change | Skipped {
  const plugin = log.plugin === null ? 'none' : String(log.plugin);
  const name = String(log.name);
  const values = new SettingValues(sql);
  const current = values.all().get(settingKey(plugin, name));
  if (current === undefined) return { plugin, name, reason: reasons.noSettingNow };
  if (current.value !== String(log.value)) return { plugin, name, reason: reasons.changedSince };
  const old = String(log.oldvalue ?? '');
  const secret = current.secret || isSecret(current.setting, old);
  return changeSetting(sql, values, { ...current, secret }, old, now).change;
}

function undoPlugins(sql: SampleSql, application: number): Change[] {
  return sql.select('adminpresets_app_plug', { adminpresetapplyid: application }).flatMap((row) => {
    const type = String(row.plugin);
    const name = String(row.name);
    const state = () => pluginStates(sql, [{ type, name }])[0]?.enabled ?? 0;
    const before = state();
    switchPlugin(sql, type, name, Number(row.oldvalue) > 0);
    sql.remove('adminpresets_app_plug', { id: row.id });
    const after = state();
    return after === before ? [] : [pluginChange(type, name, before, after)];
  });
}
