/**
 * Exports and imports between sites as the panel orders them (ours). The same work is offered to other programs as
 * Moodle web services (`tool_wp_…`), which stand on the same exporters and importers.
 */
import { z } from 'zod';
import { numericId, unixSeconds } from './common.js';
import { hexId, sha256 } from './uploads.js';

/** Workplace's numbers. */
export const MigrationStatus = { scheduled: 2, inProgress: 3, completed: 4, failed: 5 } as const;
export const migrationStatus = z.union([z.literal(2), z.literal(3), z.literal(4), z.literal(5)]);
export const migrationStatusWords = {
  2: 'Scheduled',
  3: 'In progress',
  4: 'Completed',
  5: 'Failed',
} as const;

/** What an export file can hold, in the order in which it is brought in: what comes later refers to what came before. */
export const entityKinds = [
  'profilefields',
  'coursecategories',
  'users',
  'cohorts',
  'cohortmembers',
  'courses',
  'departmentframeworks',
  'departments',
  'positionframeworks',
  'positions',
  'jobs',
  'reports',
  'certificates',
] as const;
export const entityKind = z.enum(entityKinds);
export type EntityKind = z.infer<typeof entityKind>;

/** Lists, texts, numbers: settings are flat JSON, as Workplace's are. */
export const migrationSettings = z.record(
  z.string().max(100),
  z.union([
    z.string().max(10_000),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(z.union([z.string(), z.number()])).max(100_000),
  ]),
);
export type MigrationSettings = z.infer<typeof migrationSettings>;

/** One setting of an exporter or importer, so that a page can offer it. */
export const settingDescription = z.object({
  name: z.string(),
  kind: z.enum(['choice', 'flag', 'text', 'ids', 'number']),
  /** Of a choice. */
  choices: z.array(z.string()).optional(),
  default: z.union([z.string(), z.number(), z.null(), z.array(z.union([z.string(), z.number()]))]),
  description: z.string(),
});
export type SettingDescription = z.infer<typeof settingDescription>;

/** GET `/migration`: what can be moved. `name` is the full one: `tool_wp\tool_wp\exporter\courses`. */
export const migrationOffer = z.object({
  exporters: z.array(z.object({ name: z.string(), settings: z.array(settingDescription) })),
  importers: z.array(z.object({ name: z.string(), settings: z.array(settingDescription) })),
  limits: z.object({ file_bytes: z.int(), entities: z.int(), concurrent_exports: z.int() }),
});
export type MigrationOffer = z.infer<typeof migrationOffer>;

/**
 * POST `/migration/exports`. `outline` leaves the courses' content out: the file then holds only what is needed to see
 * what an import would match, and is made in seconds.
 */
export const exportCreateRequest = z.object({
  exporter: z.string().max(200),
  settings: migrationSettings.default({}),
  outline: z.boolean().default(false),
});

export const entityCounts = z.partialRecord(entityKind, z.int().nonnegative());
export type EntityCounts = z.infer<typeof entityCounts>;

export const migrationExport = z.object({
  id: z.int().positive(),
  moodle_job_id: numericId,
  exporter: z.string(),
  outline: z.boolean(),
  status: migrationStatus,
  progress: z.number().min(0).max(1),
  message: z.string(),
  error: z.string().nullable(),
  /** What was found at the beginning, or is in the file once it is made. */
  counts: entityCounts,
  file: z.object({ name: z.string(), size: z.int(), sha256 }).nullable(),
  created_at: unixSeconds,
  finished_at: unixSeconds.nullable(),
});
export type MigrationExport = z.infer<typeof migrationExport>;

/** GET and DELETE `/migration/exports?id=`; GET `/migration/exports/file?id=` gives the file, with ranges. */
export const migrationIdQuery = z.object({ id: numericId });

/** POST `/migration/imports`: out of an upload, or out of an export of this same agent. */
export const importCreateRequest = z
  .object({
    uploadid: hexId.optional(),
    exportid: numericId.optional(),
    importer: z.string().max(200).optional(),
    settings: migrationSettings.default({}),
    dry_run: z.boolean().default(false),
  })
  .refine(({ uploadid, exportid }) => (uploadid === undefined) !== (exportid === undefined), {
    message: 'either uploadid or exportid',
    path: ['uploadid'],
  });

/**
 * What became of one entity. `created` and `matched` are good ends; `conflict`: something else stands in its place, it was
 * left alone; `skipped`: left out by a setting, or what it belongs to is not there; `failed`: Moodle refused it.
 */
export const importOutcome = z.enum(['created', 'matched', 'conflict', 'skipped', 'failed']);
export type ImportOutcome = z.infer<typeof importOutcome>;

/** By kind and outcome. */
export const importCounts = z.partialRecord(
  entityKind,
  z.partialRecord(importOutcome, z.int().nonnegative()),
);
export type ImportCounts = z.infer<typeof importCounts>;

export const migrationImport = z.object({
  id: z.int().positive(),
  moodle_job_id: numericId,
  importer: z.string(),
  dry_run: z.boolean(),
  status: migrationStatus,
  progress: z.number().min(0).max(1),
  message: z.string(),
  error: z.string().nullable(),
  counts: importCounts,
  created_at: unixSeconds,
  finished_at: unixSeconds.nullable(),
});
export type MigrationImport = z.infer<typeof migrationImport>;

/** GET `/migration/imports?id=`; POST `/migration/imports/retry {id}` goes on with one that failed or was cancelled. */
export const importRetryRequest = z.object({ id: numericId });

/** GET `/migration/imports/log?id=&after=&outcome=`: what became of each entity, by line of its file. */
export const importLogQuery = z.object({
  id: numericId,
  /** The `n` of the last entry that is known. */
  after: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  outcome: importOutcome.optional(),
  kind: entityKind.optional(),
});
export const importLogEntry = z.object({
  n: z.int(),
  kind: entityKind,
  /** Of the entity's file in the export, or of the CSV; from 1. */
  line: z.int(),
  outcome: importOutcome,
  /** What it is called: a short name, a user name. */
  name: z.string(),
  source_id: z.int().nullable(),
  /** Of the entity on this site. */
  target_id: z.int().nullable(),
  message: z.string(),
});
export const importLogReply = z.object({
  entries: z.array(importLogEntry),
  last: z.int(),
  finished: z.boolean(),
});
export type ImportLogReply = z.infer<typeof importLogReply>;
