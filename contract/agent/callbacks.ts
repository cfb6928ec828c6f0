/**
 * What the agent posts to the panel (`agent-api.md`, "Callbacks"). The schemas take the reference's forms too: those
 * of the PHP plugin, which sends no job id with a backup, and those of its documentation, where `filesize` is text.
 */
import { z } from 'zod';
import { changeFacts, changeReport } from './changes.js';
import { numericId } from './common.js';
import { pluginUninstallReply } from './plugins.js';
import { courseCopyResult } from './course-copies.js';
import { presetCreated } from './presets.js';
import type { TaskType } from './tasks.js';

/** Paths below the panel's address. */
export const callbackPaths = {
  backup: (instance: number) => `/api/backups/courses/${instance}`,
  restore: (instance: number) => `/api/backups/restore/instance/${instance}`,
  delete: (instance: number) => `/api/backups/delete/instance/${instance}`,
  pluginsUpdate: (instance: number) => `/api/updates/plugins/instance/${instance}`,
  pluginsZip: (instance: number) => `/api/updates/zip-plugins/instance/${instance}`,
  core: (instance: number) => `/api/updates/core/instance/${instance}`,
  preset: (instance: number) => `/api/instances/${instance}/admin_preset`,
} as const;

export const backupCallback = z.object({
  status: z.boolean(),
  courseid: numericId.nullish(),
  link: z.string().nullish(),
  password: z.string().nullish(),
  /** Bytes, or text such as `3.25 GB`. */
  filesize: z.union([z.int().nonnegative(), z.string()]).nullish(),
  filesize_human: z.string().nullish(),
  message: z.string().nullish(),
  moodle_job_id: numericId.nullish(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullish(),
});
export type BackupCallback = z.infer<typeof backupCallback>;

export const restoreCallback = z.object({
  status: z.boolean(),
  courseid: numericId.nullish(),
  user_id: z.union([numericId, z.literal(false)]).nullish(),
  backup_result_id: z.union([numericId, z.literal(false)]).nullish(),
  message: z.string().nullish(),
  moodle_job_id: numericId.nullish(),
});
export type RestoreCallback = z.infer<typeof restoreCallback>;

export const deleteCallback = z.object({
  status: z.boolean(),
  user_id: z.union([numericId, z.literal(false)]).nullish(),
  backup_result_id: numericId.nullish(),
  message: z.string().nullish(),
  moodle_job_id: numericId.nullish(),
});
export type DeleteCallback = z.infer<typeof deleteCallback>;

/** The PHP plugin says false of whoever was not named to it. */
const orderedBy = {
  user_id: z.union([numericId, z.literal(false)]).nullish(),
  username: z.union([z.string(), z.literal(false)]).nullish(),
};

export const pluginsUpdateCallback = z.object({
  moodle_job_id: numericId,
  ...orderedBy,
  updates: z.array(
    z.object({
      model_id: numericId,
      status: z.boolean(),
      component: z.string().nullable(),
      error: z.string().nullable(),
      ...changeFacts,
    }),
  ),
  report: changeReport.nullish(),
});
export type PluginsUpdateCallback = z.infer<typeof pluginsUpdateCallback>;

export const pluginsZipCallback = z.object({
  moodle_job_id: numericId,
  ...orderedBy,
  updates: z.array(
    z.object({
      link: z.string(),
      status: z.boolean(),
      component: z.string().nullable(),
      version: z.union([z.string(), z.number()]).nullish(),
      error: z.string().nullable(),
      ...changeFacts,
    }),
  ),
  report: changeReport.nullish(),
});
export type PluginsZipCallback = z.infer<typeof pluginsZipCallback>;

export const coreCallback = z.object({
  status: z.boolean(),
  moodle_job_id: numericId,
  user_id: orderedBy.user_id,
  update_id: numericId.nullish(),
  message: z.string().nullish(),
  report: changeReport.nullish(),
});
export type CoreCallback = z.infer<typeof coreCallback>;

/** Which schema `taskCheckReply.result` and the callback body have, by task type; a preset's body is XML. */
export const resultSchemas = {
  backup_course: backupCallback,
  backup_course_restore: restoreCallback,
  backup_course_delete: deleteCallback,
  plugins_update: pluginsUpdateCallback,
  plugins_install_zip: pluginsZipCallback,
  plugin_uninstall: pluginUninstallReply,
  core_update: coreCallback,
  admin_presets_create: presetCreated,
  course_restore: courseCopyResult,
  course_duplicate: courseCopyResult,
} as const satisfies Partial<Record<TaskType, z.ZodType>>;
