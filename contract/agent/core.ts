/** `/moodle_core…` of the agent API. */
import { z } from 'zod';
import { changeOptions, changeReport, expectedDigest } from './changes.js';
import { numericId } from './common.js';
import { pluginUpdate, updateLogEntry } from './plugins.js';

/** `minor`: the same branch; `major`: the next one; `mega`: across a main version. */
export const coreUpdateType = z.enum(['core-minor', 'core-major', 'core-mega']);
export type CoreUpdateType = z.infer<typeof coreUpdateType>;

/** `compotent` is the reference's misspelling, which existing panels read; the PHP plugin sends only that. */
export const coreUpdate = pluginUpdate.omit({ component: true, type: true }).extend({
  component: z.literal('core').optional(),
  compotent: z.literal('core'),
  type: coreUpdateType,
});
export type CoreUpdate = z.infer<typeof coreUpdate>;

/** GET `/moodle_core`. With neither flag both lists are there, with one only its own. */
export const coreReply = z.object({
  current_version: z.string(),
  current_release: z.string(),
  last_check_for_updates: z.string().nullish(),
  update_available: z.array(coreUpdate).nullish(),
  update_log: z.array(updateLogEntry).nullish(),
});
export type CoreReply = z.infer<typeof coreReply>;

/** POST `/moodle_core/update`, also `/moodle_core`. `update_id` is required beside `instance_id`. */
export const coreUpdateRequest = z.object({
  version: z.union([z.string().min(1).max(32), z.int().positive().transform(String)]),
  download: z.url({ protocol: /^https?$/ }),
  instance_id: numericId.nullish(),
  update_id: numericId.nullish(),
  user_id: numericId.nullish(),
  ...expectedDigest,
  ...changeOptions,
});

/** The answer without `instance_id`. `message` says at which step it failed and what became of the site. */
export const coreUpdateReply = z.object({
  status: z.boolean(),
  message: z.string(),
  report: changeReport.nullish(),
});
export type CoreUpdateReply = z.infer<typeof coreUpdateReply>;
