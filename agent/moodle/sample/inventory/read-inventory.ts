/** The sample's inventory: its plugin folders, and what its database says of them. */
import type { Inventory, InventoryPlugin, SettingName } from '../../inventory/inventory.js';
import { samplePlugins, typeFolders } from '../build/plugin-list.js';
import { sampleSite, type SampleLayout } from '../layout.js';
import { sampleSettings as administration } from '../presets/catalogue.js';
import { SampleSql } from '../sql.js';
import { join } from 'node:path';
import { storedOffers, type Offers } from './offers.js';
import { pluginFolders, type PluginFolder } from './plugin-folders.js';
import { pluginSwitches, sampleSettings, type SampleSettings } from './switches.js';

/** The settings of the sample that its administration pages would show as passwords. */
export const sampleSecretSettings: readonly SettingName[] = administration
  .filter(({ kind }) => kind === 'password')
  .map(({ plugin, name }) => ({ plugin: plugin === 'none' ? null : plugin, name }));

const standard = new Set(
  samplePlugins.filter(({ additional }) => !additional).map(({ component }) => component),
);
/** Names of the settings pages by type, where `*` is the plugin. */
const sections: Readonly<Record<string, string>> = {
  assignfeedback: 'assignfeedback_*',
  assignsubmission: 'assignsubmission_*',
  auth: 'authsetting*',
  availability: 'availabilitysetting*',
  block: 'blocksetting*',
  editor: 'editorsettings*',
  enrol: 'enrolsettings*',
  filter: 'filtersetting*',
  format: 'formatsetting*',
  logstore: 'logsetting*',
  mod: 'modsetting*',
  qtype: 'qtypesetting*',
  repository: 'repositorysettings*',
};

export async function readInventory(layout: SampleLayout): Promise<Inventory> {
  const folders = await pluginFolders(layout.moodleDir);
  const sql = new SampleSql(layout.database);
  try {
    const settings = sampleSettings(sql);
    const offers = storedOffers(settings);
    const enabled = pluginSwitches(sql, settings);
    return {
      version: settings.core('version') ?? sampleSite.version,
      release: settings.core('release') ?? sampleSite.release,
      lastCheck: offers.lastCheck,
      coreUpdates: offers.core,
      codeRoot: layout.moodleDir,
      typeFolders: Object.values(typeFolders).map((folder) => join(layout.moodleDir, folder)),
      plugins: folders.map((folder) => ({
        ...describe(folder, layout, settings, offers),
        enabled: enabled(folder.type, folder.name),
      })),
    };
  } finally {
    sql.close();
  }
}

function describe(
  { type, name, typeFolder, folder, displayName, file }: PluginFolder,
  layout: SampleLayout,
  settings: SampleSettings,
  offers: Offers,
): Omit<InventoryPlugin, 'enabled'> {
  const component = `${type}_${name}`;
  const updates = offers.of(component);
  const ripe = Number(settings.core('updateminmaturity') ?? 200);
  return {
    info: {
      type,
      typerootdir: typeFolder,
      name,
      displayname: displayName,
      source: standard.has(component) ? 'std' : 'ext',
      rootdir: folder,
      versiondisk: file.version,
      versiondb: settings.plugin(component, 'version') ?? null,
      versionrequires: file.requires,
      pluginsupported: file.supported,
      pluginincompatible: file.incompatible,
      release: file.release,
      dependencies: file.dependencies && Object.keys(file.dependencies).length > 0 ? file.dependencies : [],
      instances: null,
      sortorder: null,
      supported: null,
      incompatible: null,
      component,
    },
    standard: standard.has(component),
    settingsSection: sections[type]?.replace('*', name) ?? null,
    directory: folder.slice(layout.moodleDir.length),
    hasUpdates: updates.some(
      (offer) => Number(offer.version) > (file.version ?? 0) && (offer.maturity ?? ripe) >= ripe,
    ),
    updates,
  };
}
