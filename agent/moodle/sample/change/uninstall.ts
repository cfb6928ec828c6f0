/** Uninstalling a plugin of the sample: its rows go, its folder stays. */
import type { ChangeReason } from '../../../../contract/agent/changes.js';
import { BridgeError, type BridgeRun } from '../../bridge.js';
import { removeActivity } from '../course/activity.js';
import { isStandard } from '../inventory/read-inventory.js';
import { sampleSettings } from '../inventory/switches.js';
import { pluginFolders } from '../inventory/plugin-folders.js';
import type { SampleLayout } from '../layout.js';
import { SampleSql } from '../sql.js';
import { componentOf } from './site-code.js';
import { UpgradeRows } from './upgrade-rows.js';

/** Reads and writes the database for as long as `work` takes. */
async function withRows<T>(layout: SampleLayout, work: (rows: UpgradeRows) => Promise<T> | T): Promise<T> {
  const sql = new SampleSql(layout.database);
  try {
    return await work(new UpgradeRows(sql, Math.floor(Date.now() / 1000)));
  } finally {
    sql.close();
  }
}

export function uninstallReasons(layout: SampleLayout, component: string): Promise<ChangeReason[]> {
  return withRows(layout, async (rows) => {
    const plugins = await pluginFolders(layout.moodleDir);
    const there = plugins.some((plugin) => componentOf(plugin) === component);
    if (rows.version(component) === null) {
      const message = there
        ? `${component} lies on the disk but was never installed.`
        : `Moodle knows no plugin ${component}.`;
      return [{ code: 'not-installed', message }];
    }
    const reasons: ChangeReason[] = [];
    if (isStandard(component)) {
      const message = `${component} is a part of Moodle itself: its next update would bring it back.`;
      reasons.push({ code: 'standard', message });
    }
    if (component === `theme_${sampleSettings(rows.sql).core('theme')}`) {
      reasons.push({
        code: 'in-use',
        message: `${component} is the site's theme: choose another one first.`,
      });
    }
    for (const other of plugins.filter(({ file }) => Object.hasOwn(file.dependencies ?? {}, component))) {
      const message = `${componentOf(other)} requires ${component}: uninstall that first.`;
      reasons.push({ code: 'required', message });
    }
    return reasons;
  });
}

/** @throws BridgeError `not-found`, `moodle` when something speaks against it */
export async function uninstall(layout: SampleLayout, component: string, run: BridgeRun): Promise<void> {
  const [reason] = await uninstallReasons(layout, component);
  if (reason?.code === 'not-installed') throw new BridgeError('not-found', 'Plugin not exist.');
  if (reason) throw new BridgeError('moodle', reason.message);
  const name = component.slice(component.indexOf('_') + 1);
  run.log(`-->${component}`);
  await withRows(layout, (rows) =>
    rows.sql.transaction(() => {
      const { sql } = rows;
      if (component.startsWith('mod_')) removeModule(sql, name);
      if (component.startsWith('block_')) {
        sql.remove('block', { name });
        sql.remove('block_instances', { blockname: name });
      }
      for (const table of ['task_scheduled', 'task_adhoc']) sql.remove(table, { component });
      sql.remove('config_plugins', { plugin: component });
      rows.log(component, '', 'Plugin uninstalled');
    }),
  );
  run.log('++ Success ++');
}

function removeModule(sql: SampleSql, name: string): void {
  const module = sql.first('modules', { name });
  if (module) {
    const time = Math.floor(Date.now() / 1000);
    for (const { id } of sql.select('course_modules', { module: module.id })) removeActivity(sql, id, time);
  }
  sql.remove('modules', { name });
  sql.remove('config_plugins', { plugin: name });
}
