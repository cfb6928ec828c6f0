/** `/admin_presets` of the agent API. */
import { z } from 'zod';
import { numericId } from './common.js';

/** Bytes that a body of POST `/admin_presets` may have: a whole preset is larger than what other routes take. */
export const PRESET_BODY_LIMIT = 8 * 1024 * 1024;

/**
 * What stands in place of a setting's name where a plugin is switched on (`1`) or off (`0`, for some types a negative
 * number) by a preset; `plugin` is then its component (`mod_chat`). No setting can have this name.
 */
export const PLUGIN_STATE = '@enabled';

/**
 * GET `/admin_presets?instanceid=`: the preset itself follows by callback, as XML. With `sensitive=1` (ours) settings that
 * Moodle treats as passwords are in it too, each sealed for the panel (`sealed-setting.ts`); without, they are left out.
 */
export const presetQuery = z.object({ instanceid: numericId, sensitive: z.enum(['0', '1']).optional() });

export const presetReply = z.object({
  status: z.literal(true),
  message: z.string(),
  moodle_job_id: numericId.optional(),
});
export type PresetReply = z.infer<typeof presetReply>;

/** What `/tasks/check` says of a finished `admin_presets_create`; the callback's body is the XML itself. */
export const presetCreated = z.object({
  /** Settings in the XML. */
  settings: z.int(),
  /** Plugins whose state is in the XML. */
  plugins: z.int(),
  /** Secret settings: sealed in the XML when asked for, else left out of it. */
  secrets: z.int(),
  sensitive: z.boolean(),
  /** Bytes of the XML. */
  size: z.int(),
  /** Of the XML, in hexadecimal. */
  sha256: z.string(),
});
export type PresetCreated = z.infer<typeof presetCreated>;

/** GET `/admin_presets/file?id=` (ours): the XML of a task whose callback the panel has not taken yet. */
export const presetFileQuery = z.object({ id: numericId });

/** A setting of a preset, by its plugin (`none` for core) and name. */
export const presetSetting = z.object({
  plugin: z.string().min(1).max(100),
  /** `PLUGIN_STATE` for whether the plugin is switched on. */
  name: z.string().min(1).max(255),
});

/**
 * POST `/admin_presets` (ours): applies a preset, whole or only `settings` of it; or takes an earlier application back.
 * `dry_run` changes nothing and says what would change.
 */
export const presetApplyRequest = z.union([
  z.object({
    action: z.literal('apply'),
    /** The preset's XML. */
    xml: z.string().min(1),
    settings: z.array(presetSetting).min(1).max(20_000).optional(),
    dry_run: z.boolean().default(false),
  }),
  z.object({
    action: z.literal('undo'),
    /** `application_id` of the reply to the apply. */
    application_id: numericId,
  }),
]);
export type PresetApplyRequest = z.infer<typeof presetApplyRequest>;

/** Both values are null where the setting may hold a secret. */
export const presetChange = presetSetting.extend({
  old_value: z.string().nullable(),
  new_value: z.string().nullable(),
});

export const presetApplyReply = z.object({
  status: z.literal(true),
  application_id: z.int().nullable(),
  changed: z.array(presetChange),
  /** Settings that this site does not have or refused, with the reason. */
  skipped: z.array(presetSetting.extend({ reason: z.string() })),
});
export type PresetApplyReply = z.infer<typeof presetApplyReply>;
