/**
 * Migrations: content of one site brought to one or more others. The source exports once; then each target gets the file
 * and imports it, by itself. A dry run goes the same way with an export that leaves the courses' content out, and changes
 * nothing anywhere; a real run is made out of it or directly.
 */
import { z } from 'zod';
import {
  entityCounts,
  entityKind,
  importCounts,
  importLogEntry,
  importOutcome,
  migrationSettings,
  settingDescription,
} from '../agent/migration.js';
import { id, list, listQuery, timestamp } from './common.js';

/** What is moved; each stands for one of the agent's exporters. */
export const migrationWhat = z.enum([
  'courses',
  'coursecategories',
  'cohorts',
  'users',
  'orgstructure',
  'jobs',
  'customreports',
  'certificates',
  'site',
]);
export type MigrationWhat = z.infer<typeof migrationWhat>;

/** `exporting`: at the source. `delivering`: at the targets. The last three are ends; `done` may have failed targets. */
export const migrationState = z.enum(['waiting', 'exporting', 'delivering', 'done', 'failed', 'cancelled']);
export type MigrationState = z.infer<typeof migrationState>;

export const migrationTargetState = z.enum([
  'waiting',
  'transferring',
  'importing',
  'succeeded',
  'failed',
  'cancelled',
]);
export type MigrationTargetState = z.infer<typeof migrationTargetState>;

export const migrationTarget = z.object({
  id,
  /** Null once the site has been removed. */
  instance_id: id.nullable(),
  instance_name: z.string(),
  state: migrationTargetState,
  /** Of the phase that it is in, 0 to 1. */
  progress: z.number().min(0).max(1),
  /** Bytes that have arrived. */
  transferred: z.int(),
  message: z.string().nullable(),
  error: z.string().nullable(),
  /** From 1; each retry is another. */
  attempt: z.int(),
  counts: importCounts,
  started_at: timestamp.nullable(),
  finished_at: timestamp.nullable(),
});
export type MigrationTarget = z.infer<typeof migrationTarget>;

export const migrationSummary = z.object({
  id,
  name: z.string(),
  what: migrationWhat,
  dry_run: z.boolean(),
  state: migrationState,
  source_id: id.nullable(),
  source_name: z.string(),
  target_count: z.int(),
  /** Targets that have ended well, and not. */
  succeeded: z.int(),
  failed: z.int(),
  /** Of the whole, 0 to 1. */
  progress: z.number().min(0).max(1),
  error: z.string().nullable(),
  created_by: z.string().nullable(),
  created_at: timestamp,
  finished_at: timestamp.nullable(),
});
export type MigrationSummary = z.infer<typeof migrationSummary>;
export const migrationListQuery = listQuery.extend({
  state: migrationState.optional(),
  instance_id: z.coerce.number().int().positive().optional(),
});
export const migrationList = list(migrationSummary);

export const migrationDetail = migrationSummary.extend({
  export_settings: migrationSettings,
  import_settings: migrationSettings,
  export: z.object({
    /** 0 to 1. */
    progress: z.number().min(0).max(1),
    message: z.string().nullable(),
    counts: entityCounts,
    /** Bytes and checksum of the file once it is made. */
    size: z.int().nullable(),
    sha256: z.string().nullable(),
    started_at: timestamp.nullable(),
    finished_at: timestamp.nullable(),
  }),
  targets: z.array(migrationTarget),
  /** The dry run that this was made out of. */
  preview_id: id.nullable(),
});
export type MigrationDetail = z.infer<typeof migrationDetail>;

/** POST `/migrations`; begins at once. Settings that are left out have the agents' defaults. */
export const migrationCreate = z.object({
  name: z.string().trim().max(200).optional(),
  what: migrationWhat,
  source_id: id,
  target_ids: z.array(id).min(1).max(1000),
  export_settings: migrationSettings.default({}),
  import_settings: migrationSettings.default({}),
  dry_run: z.boolean().default(false),
});
export type MigrationCreate = z.input<typeof migrationCreate>;

/** POST `/migrations/{id}/start`: the real run of a finished dry run. POST `…/cancel`. POST `…/retry`: from the failed phase. */
export const migrationRetry = z.object({
  /** Target rows; all failed and cancelled ones where not given. */
  target_ids: z.array(id).optional(),
});

/** GET `/instances/{id}/migration`: what a site can export and import, with the settings. */
export const migrationChoices = z.object({
  exporters: z.array(z.object({ what: migrationWhat, settings: z.array(settingDescription) })),
  importers: z.array(z.object({ what: migrationWhat, settings: z.array(settingDescription) })),
  limits: z.object({ file_bytes: z.int(), entities: z.int() }),
});
export type MigrationChoices = z.infer<typeof migrationChoices>;

/** GET `/migrations/{id}/targets/{target}/report`: what became of each entity, as the target tells it. */
export const migrationReportQuery = z.object({
  after: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  outcome: importOutcome.optional(),
  kind: entityKind.optional(),
});
export const migrationReport = z.object({
  entries: z.array(importLogEntry),
  /** `after` of the next page; null on the last one. */
  next: z.int().nullable(),
});
export type MigrationReport = z.infer<typeof migrationReport>;
