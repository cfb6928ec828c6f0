/** `/plugins…` and `/plugin…` of the agent API. */
import { z } from 'zod';
import { changeFacts, changeOptions, changeReport, expectedDigest } from './changes.js';
import { component, numericId, unixSeconds } from './common.js';

/** What Moodle's update server offers for a plugin; core's offers have further fields, see `core.ts`. */
export const pluginUpdate = z.object({
  component: z.string(),
  version: z.string(),
  release: z.string().nullable(),
  /** Moodle's numbers: 50 alpha, 100 beta, 150 candidate, 200 stable. */
  maturity: z.int().nullable(),
  url: z.string().nullable(),
  download: z.string().nullable(),
  downloadmd5: z.string().nullable(),
  type: z.string(),
});
export type PluginUpdate = z.infer<typeof pluginUpdate>;

/** One row of Moodle's `upgrade_log`, with who did it. */
export const updateLogEntry = z.object({
  id: z.int(),
  type: z.int(),
  plugin: z.string().nullable(),
  version: z.string().nullable(),
  targetversion: z.string().nullable(),
  info: z.string(),
  details: z.string().nullable(),
  backtrace: z.string().nullable(),
  userid: z.int().nullable(),
  timemodified: unixSeconds,
  username: z.string().nullable(),
  email: z.string().nullable(),
});
export type UpdateLogEntry = z.infer<typeof updateLogEntry>;

export const installedPlugin = z.object({
  /** The name without its type: `quiz`. */
  plugin: z.string(),
  plugintype: z.string(),
  display_name: z.string(),
  component: z.string(),
  version: z.string().nullable(),
  /** False as well for types that cannot be switched off, as in the reference. */
  enabled: z.boolean(),
  is_standard: z.boolean(),
  has_updates: z.boolean(),
  settings_section: z.string().nullable(),
  /** Below the code's folder: `/mod/quiz`. */
  directory: z.string(),
  /** With `?displayupdates`. */
  update_available: z.array(pluginUpdate).nullish(),
  /** With `?displayupdateslog`. */
  update_log: z.array(updateLogEntry).nullish(),
});
export type InstalledPlugin = z.infer<typeof installedPlugin>;

/** GET `/plugins`. `last_check_for_updates` is unix seconds as text, as Moodle keeps it. */
export const pluginsReply = z.object({
  last_check_for_updates: z.string().nullable(),
  plugins: z.array(installedPlugin),
});
export type PluginsReply = z.infer<typeof pluginsReply>;

/** GET `/plugin`, its query; the flags count by being there. */
export const pluginQuery = z.object({ plugin: component });

/** Moodle's own description of a plugin. */
export const pluginInfo = z.looseObject({
  type: z.string(),
  name: z.string(),
  component: z.string(),
  displayname: z.string(),
  source: z.string().nullable(),
  typerootdir: z.string().nullable(),
  rootdir: z.string().nullable(),
  versiondisk: z.union([z.number(), z.string()]).nullable(),
  versiondb: z.union([z.number(), z.string()]).nullable(),
  versionrequires: z.union([z.number(), z.string()]).nullable(),
  pluginsupported: z.array(z.number()).nullable(),
  pluginincompatible: z.number().nullable(),
  release: z.string().nullable(),
  /** PHP writes an empty map as []. */
  dependencies: z
    .union([z.record(z.string(), z.union([z.number(), z.string()])), z.array(z.unknown()).max(0)])
    .nullish(),
  instances: z.int().nullable(),
  sortorder: z.union([z.number(), z.string()]).nullable(),
  supported: z.array(z.number()).nullable(),
  incompatible: z.number().nullable(),
});
export type PluginInfo = z.infer<typeof pluginInfo>;

/** GET `/plugin`. Settings that hold secrets are left out of `pluginconfig`. */
export const pluginReply = z.object({
  plugininfo: pluginInfo,
  last_check_for_updates: z.string().nullish(),
  update_available: z.array(pluginUpdate).nullish(),
  update_log: z.array(updateLogEntry).nullish(),
  pluginconfig: z.union([z.record(z.string(), z.string().nullable()), z.array(z.unknown()).max(0)]).nullish(),
});
export type PluginReply = z.infer<typeof pluginReply>;

/** Who asked, for the callback. Without `instance_id` nobody can be called back and the reply waits for the work. */
const orderedBy = {
  instance_id: numericId.nullish(),
  user_id: numericId.nullish(),
  username: z.string().max(255).nullish(),
};

/** POST `/plugins/updates`. `model_id` is the panel's own number for the update. */
export const pluginsUpdateRequest = z.object({
  updates: z
    .array(
      z.object({
        model_id: numericId,
        component,
        version: z.union([z.string().max(32), z.int()]),
        release: z.string().max(255).nullish(),
        download: z.url({ protocol: /^https?$/ }),
        ...expectedDigest,
      }),
    )
    .min(1)
    .max(500),
  ...orderedBy,
  ...changeOptions,
});

const zipLink = z.url({ protocol: /^https?$/ });

/** POST `/plugins/installzip`: addresses, as in the reference, or addresses with what is known of the file. */
export const pluginsInstallZipRequest = z.object({
  updates: z
    .array(z.union([zipLink.transform((link) => ({ link })), z.object({ link: zipLink, ...expectedDigest })]))
    .min(1)
    .max(100),
  ...orderedBy,
  ...changeOptions,
});

/** The answer at once to either, and to a core update, when `instance_id` was given. */
export const longWorkReply = z.object({
  status: z.boolean(),
  moodle_job_id: numericId,
  message: z.string(),
});
export type LongWorkReply = z.infer<typeof longWorkReply>;

/** `status` of a dry run says whether it would be done. */
export const updateOutcome = z.object({
  status: z.boolean(),
  component: z.string().nullable(),
  error: z.string().nullable(),
  ...changeFacts,
});
export type UpdateOutcome = z.infer<typeof updateOutcome>;

/** POST `/plugins/updates` without `instance_id`: one object for each update, under its `model_id`. */
export const pluginsUpdateReply = z.object({
  updates: z.array(z.record(z.string(), updateOutcome)),
  report: changeReport.nullish(),
});
export type PluginsUpdateReply = z.infer<typeof pluginsUpdateReply>;

/** POST `/plugins/installzip` without `instance_id`: by address. */
export const pluginsInstallZipReply = z.object({
  updates: z.record(z.string(), updateOutcome),
  report: changeReport.nullish(),
});
export type PluginsInstallZipReply = z.infer<typeof pluginsInstallZipReply>;

/** POST `/plugin/uninstall?plugin=`. With `instance_id` a task whose result `/tasks/check` tells. */
export const pluginUninstallRequest = z.object({
  confirm: z.literal(true),
  ...orderedBy,
  ...changeOptions,
});
/** `uninstalled`: gone from Moodle's database; `removed`: its folder too. */
export const pluginUninstallReply = z.object({
  uninstalled: z.boolean(),
  removed: z.boolean(),
  error: z.string().nullish(),
  report: changeReport.nullish(),
});
export type PluginUninstallReply = z.infer<typeof pluginUninstallReply>;

/** POST `/updates/check` (ours): asks Moodle's update service now. Unix seconds as text, as Moodle keeps it. */
export const updatesCheckReply = z.object({
  status: z.literal(true),
  last_check_for_updates: z.string().nullable(),
});
export type UpdatesCheckReply = z.infer<typeof updatesCheckReply>;
