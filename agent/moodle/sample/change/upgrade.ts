/** The sample's `admin/cli/upgrade.php`: brings the database to the code on the disk, in the steps of Moodle's own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BridgeError, type BridgeRun } from '../../bridge.js';
import type { UpgradeOutcome } from '../../change-bridge.js';
import type { PluginFolder } from '../inventory/plugin-folders.js';
import { sampleSettings } from '../inventory/switches.js';
import type { SampleLayout } from '../layout.js';
import { SampleSql } from '../sql.js';
import { brokenFiles } from './broken-code.js';
import { phpSteps, type PhpStep } from './php-steps.js';
import { componentOf, isPending, readCode, unmet, type SiteCode } from './site-code.js';
import { UpgradeRows } from './upgrade-rows.js';

/** Ends the upgrade as a failure of Moodle's. */
class UpgradeFailed extends Error {
  constructor(
    message: string,
    readonly component: string | null = null,
  ) {
    super(message);
  }
}

/** @throws BridgeError `aborted` */
export async function upgradeSite(layout: SampleLayout, run: BridgeRun): Promise<UpgradeOutcome> {
  const sql = new SampleSql(layout.database);
  try {
    await upgradeAll(layout, new UpgradeRows(sql, Math.floor(Date.now() / 1000)), run);
    return { succeeded: true, failedComponent: null, message: '' };
  } catch (error) {
    const refused = error instanceof BridgeError && error.kind === 'moodle';
    if (!(error instanceof UpgradeFailed) && !refused) throw error;
    const message = `!!! ${error.message} !!!`;
    run.log(message);
    return {
      succeeded: false,
      failedComponent: error instanceof UpgradeFailed ? error.component : null,
      message,
    };
  } finally {
    sql.close();
  }
}

async function upgradeAll(layout: SampleLayout, rows: UpgradeRows, run: BridgeRun): Promise<void> {
  const [broken] = await brokenFiles(layout.moodleDir, 1);
  if (broken) throw new UpgradeFailed(`Exception - ${broken.message} in ${broken.file}`);
  const code = await readCode(layout);
  const settings = sampleSettings(rows.sql);
  const installed = settings.core('version') ?? '0';
  if (Number(code.core.version) < Number(installed)) {
    throw new UpgradeFailed(`Cannot downgrade Moodle from ${installed} to ${code.core.version}.`, 'core');
  }
  if (!isPending(code, settings)) {
    run.log(`No upgrade needed for the installed version ${code.core.release} (${code.core.version}).`);
    return;
  }
  const lacking = unmet(code);
  if (lacking.length > 0) {
    const message = `Dependencies check failed for ${lacking.join(', ')}`;
    throw new UpgradeFailed(message, lacking.length === 1 ? lacking[0]! : null);
  }
  if (Number(code.core.version) > Number(installed))
    await upgradeCore(layout, code, Number(installed), rows, run);
  rows.setting(null, 'release', code.core.release);
  rows.setting(null, 'branch', String(code.core.branch));
  for (const [i, plugin] of code.plugins.entries()) {
    if (run.signal.aborted)
      throw new BridgeError('aborted', 'The upgrade was stopped before it had finished.');
    await upgradePlugin(plugin, rows, run, i / code.plugins.length);
  }
  rows.setting(null, 'allversionshash', code.hash);
  run.progress(1);
  run.log(`Command line upgrade to ${code.core.release} (${code.core.version}) completed successfully.`);
}

async function upgradeCore(
  { moodleDir }: SampleLayout,
  { core }: SiteCode,
  installed: number,
  rows: UpgradeRows,
  run: BridgeRun,
): Promise<void> {
  run.log('-->System');
  run.progress(0, 'Upgrading core');
  rows.log('core', core.version, 'Starting core upgrade');
  const steps = await stepsOf(join(moodleDir, 'lib', 'db', 'upgrade.php'), installed);
  perform('core', core.version, steps, rows, (version) => rows.setting(null, 'version', version));
  rows.setting(null, 'version', core.version);
  rows.log('core', core.version, 'Core upgraded');
  run.log('++ Success ++');
}

async function upgradePlugin(plugin: PluginFolder, rows: UpgradeRows, run: BridgeRun, fraction: number) {
  const component = componentOf(plugin);
  const target = String(plugin.file.version);
  const installed = rows.version(component);
  if (installed === target) return;
  if (Number(installed ?? 0) > Number(target)) {
    throw new UpgradeFailed(`Cannot downgrade ${component} from ${installed} to ${target}.`, component);
  }
  run.log(`-->${component}`);
  run.progress(fraction, `Upgrading ${component}`);
  const save = (version: string) => rows.setting(component, 'version', version);
  const script = join(plugin.folder, 'db', installed === null ? 'install.php' : 'upgrade.php');
  const steps = await stepsOf(script, Number(installed ?? 0));
  if (installed === null) {
    rows.log(component, target, 'Starting plugin installation');
    save(target);
    rows.register(plugin.type, plugin.name);
  } else {
    rows.log(component, target, 'Starting plugin upgrade');
  }
  perform(component, target, steps, rows, save);
  save(target);
  rows.log(component, target, installed === null ? 'Plugin installed' : 'Plugin upgraded');
  run.log('++ Success ++');
}

/** As in Moodle, what was written before the failure stays. */
function perform(
  component: string,
  target: string,
  steps: readonly PhpStep[],
  rows: UpgradeRows,
  savepoint: (version: string) => void,
): void {
  const thrown = rows.play(steps, savepoint);
  if (thrown === null) return;
  rows.log(component, target, `Exception: ${thrown.exception}`, { details: thrown.message });
  throw new UpgradeFailed(thrown.message || thrown.exception, component);
}

async function stepsOf(file: string, oldVersion: number): Promise<PhpStep[]> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? [] : phpSteps(text, oldVersion);
}
