/** Site admin presets of the panel's API: versions of a site's settings, comparisons, drift, and applying differences. */
import { z } from 'zod';
import { id, list, listQuery, timestamp } from './common.js';
import { task } from './tasks.js';

/** What had the preset made. */
export const presetSource = z.enum(['operator', 'schedule']);

/** One version of a site's settings. A newer preset that says the same moves `seen_at` only. */
export const preset = z.object({
  id,
  instance_id: id,
  instance_name: z.string(),
  source: presetSource,
  created_by: z.string().nullable(),
  taken_at: timestamp,
  /** When the site last had exactly these settings. */
  seen_at: timestamp,
  /** Moodle's release in words, such as `4.5.6 (Build: 20250811)`. */
  moodle_release: z.string().nullable(),
  moodle_version: z.string().nullable(),
  site_url: z.string().nullable(),
  author: z.string().nullable(),
  setting_count: z.int(),
  /** Settings that are treated as secret; their values are never shown. */
  secret_count: z.int(),
  /** Settings that differ from the version before; null for the first. */
  change_count: z.int().nullable(),
  /** The version that the site is held against. */
  baseline: z.boolean(),
  baseline_by: z.string().nullable(),
});
export type Preset = z.infer<typeof preset>;
export const presetList = list(preset);

/** POST `/instances/{id}/presets`. `sensitive` asks for settings with passwords too and needs the role admin. */
export const presetOrder = z.object({ sensitive: z.boolean().default(false) });

/** How far a site is from its cluster's master or from its own baseline. */
export const driftState = z.object({
  /** Settings that differ; hidden and secret ones do not count. */
  count: z.int(),
  since: timestamp.nullable(),
  checked_at: timestamp,
  /** The version of the site, and what it was held against. */
  preset_id: id,
  reference_preset_id: id,
  reference_name: z.string(),
});
export type DriftState = z.infer<typeof driftState>;

/** GET `/instances/{id}/presets/state`. */
export const presetState = z.object({
  newest: preset.nullable(),
  baseline: preset.nullable(),
  open_task: task.nullable(),
  /** Null where there is no master or baseline, or not both presets yet. */
  master: driftState.nullable(),
  from_baseline: driftState.nullable(),
  /** Why differences cannot be applied here; null where they can. */
  no_apply: z.string().nullable(),
});
export type PresetState = z.infer<typeof presetState>;

/** GET `/presets`: every site with its newest preset. */
export const presetSite = z.object({
  /** The instance's. */
  id,
  name: z.string(),
  cluster_id: id.nullable(),
  cluster_name: z.string().nullable(),
  is_master: z.boolean(),
  newest: preset.nullable(),
  pending: z.boolean(),
  master_count: z.int().nullable(),
  baseline_count: z.int().nullable(),
});
export type PresetSite = z.infer<typeof presetSite>;
export const presetSiteQuery = listQuery.extend({
  cluster_id: z.coerce.number().int().positive().optional(),
  state: z.enum(['drifted', 'same', 'none']).optional(),
});
export const presetSiteList = list(presetSite);

/** `setting` is one of Moodle's settings, `plugin` whether a plugin is enabled (`plugin` is its type then, `name` its name). */
export const settingKind = z.enum(['setting', 'plugin']);
export type SettingKind = z.infer<typeof settingKind>;

export const settingName = z.object({
  kind: settingKind.default('setting'),
  plugin: z.string().min(1).max(100),
  name: z.string().min(1).max(255),
});
export type SettingName = z.infer<typeof settingName>;

/** Why a row is hidden unless asked for: always different, secret, or an empty text that the other site does not have. */
export const hiddenReason = z.enum(['identity', 'secret', 'empty']);
export type HiddenReason = z.infer<typeof hiddenReason>;
export const differenceClass = z.enum(['differs', 'only_left', 'only_right']);
export type DifferenceClass = z.infer<typeof differenceClass>;

/** A side of a comparison: a version (`preset:7`) or the newest version of a site (`instance:3`). */
export const sideText = z.string().regex(/^(preset|instance):[1-9]\d{0,9}$/, 'preset:<id> or instance:<id>');

export const compareQuery = z.object({
  left: sideText,
  right: sideText,
  search: z.string().max(200).optional(),
  plugin: z.string().max(100).optional(),
  class: differenceClass.optional(),
  hidden: z.enum(['true', 'false']).default('false'),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  /** The `next` of the page before. */
  cursor: z
    .string()
    .regex(/^\d{1,7}$/)
    .optional(),
});

export const difference = z.object({
  /** Its place in the comparison; good for this answer only. */
  id,
  kind: settingKind,
  plugin: z.string(),
  name: z.string(),
  /** What kind of plugin it belongs to, in words. */
  category: z.string(),
  class: differenceClass,
  secret: z.boolean(),
  hidden: hiddenReason.nullable(),
  /** Null where the site does not have it, and for secrets. Cut after 10,000 characters. */
  left: z.string().nullable(),
  right: z.string().nullable(),
  /** Locked and advanced flags, in words such as `locked=1`. */
  left_flags: z.string().nullable(),
  right_flags: z.string().nullable(),
});
export type Difference = z.infer<typeof difference>;

export const compareSide = z.object({
  preset: preset,
  no_apply: z.string().nullable(),
});

export const comparison = z.object({
  left: compareSide,
  right: compareSide,
  items: z.array(difference),
  total: z.int(),
  next: z.string().nullable(),
  counts: z.object({
    differs: z.int(),
    only_left: z.int(),
    only_right: z.int(),
    /** Not among the others. */
    hidden: z.int(),
  }),
  /** Plugins with differences, for the filter. */
  plugins: z.array(z.object({ plugin: z.string(), count: z.int() })),
});
export type Comparison = z.infer<typeof comparison>;

export const matrixQuery = compareQuery.omit({ left: true, right: true, class: true }).extend({
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const matrixCell = z.object({
  instance_id: id,
  class: differenceClass,
  /** Null where the site does not have it, and for secrets. Cut after 300 characters. */
  value: z.string().nullable(),
});
export const matrix = z.object({
  master: compareSide.nullable(),
  /** Members with how many of their settings differ; null where there is no preset yet. */
  sites: z.array(
    z.object({
      instance_id: id,
      name: z.string(),
      preset_id: id.nullable(),
      seen_at: timestamp.nullable(),
      count: z.int().nullable(),
    }),
  ),
  items: z.array(
    z.object({
      id,
      kind: settingKind,
      plugin: z.string(),
      name: z.string(),
      category: z.string(),
      secret: z.boolean(),
      hidden: hiddenReason.nullable(),
      master: z.string().nullable(),
      /** Only the members that differ. */
      cells: z.array(matrixCell),
    }),
  ),
  total: z.int(),
  next: z.string().nullable(),
  plugins: z.array(z.object({ plugin: z.string(), count: z.int() })),
});
export type Matrix = z.infer<typeof matrix>;

/** POST `/instances/{id}/presets/apply`: takes these settings of a stored version over to the instance. */
export const presetApply = z.object({
  preset_id: id,
  settings: z.array(settingName).min(1).max(5000),
  dry_run: z.boolean().default(false),
  /** Takes secrets among them too; needs the role admin. */
  secrets: z.boolean().default(false),
});
export type PresetApply = z.input<typeof presetApply>;

export const appliedChange = z.object({
  plugin: z.string(),
  name: z.string(),
  /** Null for a secret, and where there was or will be no value. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  secret: z.boolean(),
});
export type AppliedChange = z.infer<typeof appliedChange>;
export const skippedSetting = z.object({ plugin: z.string(), name: z.string(), reason: z.string() });

/**
 * `unknown`: the connection broke before the site's answer, so it may have been done; `retry` asks again with the same
 * key and does nothing twice. The last four are of an undo; `undo_partial`: what was changed at the
 * site since stays as it is and is named among `skipped`, and the undo can be repeated.
 */
export const applicationState = z.enum([
  'unknown',
  'done',
  'failed',
  'undo_unknown',
  'undo_failed',
  'undo_partial',
  'undone',
]);
export type ApplicationState = z.infer<typeof applicationState>;

export const presetApplication = z.object({
  id,
  instance_id: id,
  instance_name: z.string(),
  /** The version the values came from; null when it was deleted since. */
  preset_id: id.nullable(),
  from_name: z.string(),
  state: applicationState,
  setting_count: z.int(),
  secrets: z.boolean(),
  changed: z.array(appliedChange),
  skipped: z.array(skippedSetting),
  error: z.string().nullable(),
  /** The application's number at the site; without one it cannot be undone. */
  application_id: z.int().nullable(),
  created_by: z.string().nullable(),
  created_at: timestamp,
  finished_at: timestamp.nullable(),
  undone_by: z.string().nullable(),
  undone_at: timestamp.nullable(),
});
export type PresetApplication = z.infer<typeof presetApplication>;
export const presetApplicationList = list(presetApplication);

export const presetApplied = z.object({
  /** Null for a dry run. */
  application: presetApplication.nullable(),
  changed: z.array(appliedChange),
  skipped: z.array(skippedSetting),
});
export type PresetApplied = z.infer<typeof presetApplied>;

/** Patterns of settings that always differ, as `plugin/name` with `*` for any text. */
export const hiddenPatterns = z.object({
  patterns: z.array(z.string()),
  defaults: z.array(z.string()),
  changed_by: z.string().nullable(),
  changed_at: timestamp.nullable(),
});
export type HiddenPatterns = z.infer<typeof hiddenPatterns>;
export const hiddenPatternsWrite = z.object({
  /** Null for the defaults. */
  patterns: z
    .array(
      z
        .string()
        .trim()
        .max(200)
        .regex(/^[^\s/][^\s]*\/[^\s]+$/, 'plugin/name, with * for any text'),
    )
    .max(500)
    .nullable(),
});
