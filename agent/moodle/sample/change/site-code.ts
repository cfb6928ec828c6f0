/** The sample's code beside what its database has been upgraded to. */
import { BridgeError } from '../../bridge.js';
import type { UpgradeState } from '../../change-bridge.js';
import { pluginFolders, type PluginFolder } from '../inventory/plugin-folders.js';
import { sampleSettings, type SampleSettings } from '../inventory/switches.js';
import { typeFolders } from '../build/plugin-list.js';
import type { SampleLayout } from '../layout.js';
import { SampleSql } from '../sql.js';
import { treeVersion, type TreeVersion } from '../tree-version.js';
import { brokenFiles } from './broken-code.js';
import { versionsHash } from './versions-hash.js';

export interface SiteCode {
  core: TreeVersion;
  plugins: PluginFolder[];
  hash: string;
}

export const componentOf = ({ type, name }: Pick<PluginFolder, 'type' | 'name'>) => `${type}_${name}`;

/** @throws BridgeError `moodle` when the tree or a plugin does not say its version */
export async function readCode(layout: SampleLayout): Promise<SiteCode> {
  const [core, plugins] = await Promise.all([treeVersion(layout.moodleDir), pluginFolders(layout.moodleDir)]);
  for (const plugin of plugins) {
    if (plugin.file.version === null) {
      const message = `Detected broken plugin ${componentOf(plugin)}: its version.php says no version.`;
      throw new BridgeError('moodle', message);
    }
  }
  const versions = plugins.map((plugin) => [componentOf(plugin), String(plugin.file.version)] as const);
  return { core, plugins, hash: versionsHash([['core', core.version], ...versions]) };
}

export function isPending(code: SiteCode, settings: SampleSettings): boolean {
  return settings.core('allversionshash') !== code.hash;
}

/**
 * @throws BridgeError `moodle` when a file of PHP cannot be read: no page and no program of a Moodle would work then
 */
export async function upgradeState(layout: SampleLayout): Promise<UpgradeState> {
  const [broken] = await brokenFiles(layout.moodleDir, 1);
  if (broken) throw new BridgeError('moodle', `${broken.message} in ${broken.file}`);
  const code = await readCode(layout);
  const sql = new SampleSql(layout.database);
  try {
    const settings = sampleSettings(sql);
    return {
      pending: isPending(code, settings),
      mismatches: mismatches(code, sql),
      unmet: unmet(code),
      coreDatabase: settings.core('version') ?? '',
      coreDisk: code.core.version,
    };
  } finally {
    sql.close();
  }
}

function mismatches({ plugins }: SiteCode, sql: SampleSql): UpgradeState['mismatches'] {
  const disk = new Map(plugins.map((plugin) => [componentOf(plugin), String(plugin.file.version)]));
  const database = new Map(
    sql
      .select('config_plugins', { name: 'version' })
      .filter(({ plugin }) => Object.hasOwn(typeFolders, String(plugin).split('_')[0]!))
      .map(({ plugin, value }) => [String(plugin), String(value)]),
  );
  return [...new Set([...disk.keys(), ...database.keys()])]
    .map((component) => ({
      component,
      disk: disk.get(component) ?? null,
      database: database.get(component) ?? null,
    }))
    .filter((plugin) => plugin.disk !== plugin.database);
}

/** Plugins that want a newer Moodle, an older one, or other plugins than those on the disk. */
export function unmet({ core, plugins }: SiteCode): string[] {
  const versions = new Map(plugins.map((plugin) => [componentOf(plugin), plugin.file.version ?? 0]));
  return plugins
    .filter(
      ({ file }) =>
        (file.requires ?? 0) > Number(core.version) ||
        (file.incompatible !== null && core.branch >= file.incompatible) ||
        Object.entries(file.dependencies ?? {}).some(([other, least]) => {
          const there = versions.get(other);
          return there === undefined || (least !== 'any' && there < least);
        }),
    )
    .map(componentOf);
}
