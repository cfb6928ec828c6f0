/**
 * `manifest.json` of an export file (`docs/export-format.md`): what the file is, where it comes from, and the size and
 * checksum of everything else in it. It is the last entry, for it is known last.
 */
import { z } from 'zod';
import { entityCounts, entityKind } from '../../../contract/agent/migration.js';
import { sha256 } from '../../../contract/agent/uploads.js';

export const FORMAT = 'moopanel-export';
/** Raised when an older importer could no longer read the file right. */
export const FORMAT_VERSION = 1;
export const MANIFEST = 'manifest.json';

export const manifest = z.object({
  format: z.literal(FORMAT),
  version: z.int().positive(),
  /** Full name: `tool_wp\tool_wp\exporter\courses`. */
  exporter: z.string().max(200),
  settings: z.record(z.string(), z.unknown()),
  /** Made without the content of courses, to be looked at only. */
  outline: z.boolean(),
  created_at: z.iso.datetime(),
  source: z.object({
    /** `$CFG->wwwroot` */
    url: z.string().max(2048),
    /** Tells one site from another whatever its address: a digest of Moodle's own site identifier. */
    site: sha256,
    name: z.string(),
    moodle_release: z.string(),
    moodle_version: z.string(),
    agent_version: z.string(),
  }),
  counts: entityCounts,
  /** Every other entry of the zip, in the order in which it stands there. */
  files: z.array(
    z.object({
      /** `users.jsonl`, `courses/12.mbz` */
      path: z.string().max(512),
      size: z.int().nonnegative(),
      sha256,
      /** Of a file of rows. */
      kind: entityKind.optional(),
      rows: z.int().nonnegative().optional(),
    }),
  ),
});
export type Manifest = z.infer<typeof manifest>;
