/** The plugin library: zips that an operator uploads once, inspected, to be installed on many sites. */
import { z } from 'zod';
import { id, list, listQuery, timestamp } from './common.js';

export const libraryItem = z.object({
  id,
  component: z.string(),
  /** As `version.php` has it. */
  version: z.string(),
  release: z.string().nullable(),
  /** The least version of Moodle. */
  requires: z.string().nullable(),
  /** First and last branch: `[401, 405]`. */
  supported: z.array(z.int()).nullable(),
  /** The first branch that it does not work with. */
  incompatible: z.int().nullable(),
  /** Least versions by component; `any` where any will do. */
  dependencies: z.record(z.string(), z.union([z.number(), z.literal('any')])),
  /** Moodle's numbers: 50 alpha, 100 beta, 150 candidate, 200 stable. */
  maturity: z.int().nullable(),
  subplugins: z.array(z.string()),
  files: z.int(),
  unpacked_size: z.int(),
  size: z.int(),
  sha256: z.string(),
  md5: z.string(),
  file_name: z.string(),
  note: z.string().nullable(),
  uploaded_by: z.string(),
  uploaded_at: timestamp,
  /** Rollouts and update requests that have not ended and need it: it cannot be deleted before they have. */
  used_by: z.int(),
});
export type LibraryItem = z.infer<typeof libraryItem>;

export const libraryListQuery = listQuery.extend({ component: z.string().max(100).optional() });
/** `max_bytes`: what an upload may have. */
export const libraryList = list(libraryItem).extend({ max_bytes: z.int() });
export type LibraryList = z.infer<typeof libraryList>;

/** The file's own name, for people; it is never used as a path. */
const fileName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  // eslint-disable-next-line no-control-regex
  .regex(/^[^/\\\u0000-\u001f]+$/, 'a name without slashes');

/** POST `/library`, its query; the body is the zip itself. */
export const libraryUploadQuery = z.object({
  file_name: fileName.default('plugin.zip'),
  note: z.string().trim().max(2000).optional(),
});

/** `already_there`: the same file was uploaded before; nothing was stored again. */
export const libraryUploaded = libraryItem.extend({ already_there: z.boolean() });
export type LibraryUploaded = z.infer<typeof libraryUploaded>;

export const libraryItemUpdate = z.object({ note: z.string().trim().max(2000).nullable() });
export type LibraryItemUpdate = z.infer<typeof libraryItemUpdate>;
