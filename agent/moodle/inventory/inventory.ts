/** What a site's code consists of: every plugin that Moodle knows, and what its last check for updates has found. */
import { z } from 'zod';
import { pluginInfo } from '../../../contract/agent/plugins.js';

/** An offer of Moodle's update service, whether or not it is newer than what is there. */
export const updateOffer = z.object({
  version: z.string(),
  release: z.string().nullable(),
  maturity: z.int().nullable(),
  url: z.string().nullable(),
  download: z.string().nullable(),
  downloadmd5: z.string().nullable(),
});
export type UpdateOffer = z.infer<typeof updateOffer>;

export const inventoryPlugin = z.object({
  /** Moodle's own description of it. */
  info: pluginInfo,
  /** Null for types that cannot be switched off. */
  enabled: z.boolean().nullable(),
  standard: z.boolean(),
  settingsSection: z.string().nullable(),
  /** Below the code's folder: `/mod/quiz`. Empty for a plugin whose folder is gone. */
  directory: z.string(),
  /** Newer ones, as ripe as the site wants them. */
  hasUpdates: z.boolean(),
  updates: z.array(updateOffer),
});
export type InventoryPlugin = z.infer<typeof inventoryPlugin>;

export const inventory = z.object({
  /** `$CFG->version` and `$CFG->release`: those of the database. */
  version: z.string(),
  release: z.string(),
  /** Unix seconds as text; null when updates were never looked for. */
  lastCheck: z.string().nullable(),
  /** Newer than what is installed, all of them. */
  coreUpdates: z.array(updateOffer),
  /** The code's folder as Moodle sees it; `info.rootdir` and `pluginTypes` begin with it. */
  codeRoot: z.string(),
  /** The folder of each plugin type that this Moodle knows, subplugins' too: `{"mod": "/var/www/moodle/mod", …}`. */
  pluginTypes: z.record(z.string(), z.string()),
  plugins: z.array(inventoryPlugin),
});
export type Inventory = z.infer<typeof inventory>;

/** A setting that holds a secret; `plugin` is null for core's. */
export const settingName = z.object({ plugin: z.string().nullable(), name: z.string() });
export type SettingName = z.infer<typeof settingName>;
