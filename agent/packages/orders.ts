/** What the change tasks are asked to do, as the queue keeps it, sealed. */
import { z } from 'zod';

const who = {
  /** Null when nobody is to be called back. */
  instanceId: z.int().positive().nullable(),
  userId: z.int().positive().nullable(),
  username: z.string().nullable(),
};
const options = {
  dryRun: z.boolean(),
  overwriteVcs: z.boolean(),
  ignoreHealth: z.boolean(),
};
const digests = { sha256: z.string().nullable(), md5: z.string().nullable() };

/** One plugin's zip. */
export const pluginItem = z.object({
  /** Under which the outcome is told: `model_id` or the link. */
  key: z.string(),
  link: z.string(),
  /** Null where only the zip knows. */
  component: z.string().nullable(),
  version: z.string().nullable(),
  ...digests,
});
export type PluginItem = z.infer<typeof pluginItem>;

export const pluginsOrder = z.object({ ...who, ...options, items: z.array(pluginItem).min(1) });
export type PluginsOrder = z.infer<typeof pluginsOrder>;

export const uninstallOrder = z.object({ ...who, ...options, component: z.string() });
export type UninstallOrder = z.infer<typeof uninstallOrder>;

export const coreOrder = z.object({
  ...who,
  ...options,
  ...digests,
  updateId: z.int().positive().nullable(),
  version: z.string(),
  link: z.string(),
});
export type CoreOrder = z.infer<typeof coreOrder>;
