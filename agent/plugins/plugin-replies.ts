/** Plugins in the words of the protocol. */
import type { InstalledPlugin, PluginUpdate, UpdateLogEntry } from '../../contract/agent/plugins.js';
import type { Inventory, InventoryPlugin } from '../moodle/inventory/inventory.js';

/** What a list shows beside the plugins themselves. */
export interface PluginDetails {
  updates?: boolean;
  /** By component. */
  logs?: ReadonlyMap<string, UpdateLogEntry[]>;
}

export function installedPlugin(plugin: InventoryPlugin, details: PluginDetails = {}): InstalledPlugin {
  const { info } = plugin;
  return {
    plugin: info.name,
    plugintype: info.type,
    display_name: info.displayname,
    component: info.component,
    version: info.versiondb === null ? null : String(info.versiondb),
    enabled: plugin.enabled ?? false,
    is_standard: plugin.standard,
    has_updates: plugin.hasUpdates,
    settings_section: plugin.settingsSection,
    directory: plugin.directory,
    ...(details.updates && { update_available: newerUpdates(plugin) }),
    ...(details.logs && { update_log: details.logs.get(info.component) ?? [] }),
  };
}

/** What is offered and newer than what lies on the disk. */
export function newerUpdates({ info, updates }: InventoryPlugin): PluginUpdate[] {
  return updates
    .filter(({ version }) => Number(version) > Number(info.versiondisk ?? 0))
    .map((offer) => ({ component: info.component, ...offer, type: 'plugin' }));
}

/**
 * Finds a plugin by its component; an activity by its short name as well, as in Moodle.
 * @returns undefined when Moodle does not know it
 */
export function findPlugin({ plugins }: Inventory, component: string): InventoryPlugin | undefined {
  const named = (name: string) => plugins.find(({ info }) => info.component === name);
  return named(component) ?? named(`mod_${component}`);
}
