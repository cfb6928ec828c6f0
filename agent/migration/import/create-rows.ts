/**
 * The rows that the bridge's `createEntities` makes entities of, one JSON object a line. Ids are those of this site. Every row
 * has its `line` in the file that it came from, by which it is answered and referred to.
 */
import { z } from 'zod';
import { entityRows } from '../format/entities.js';
import type { CreatableKind } from '../../moodle/migration-bridge.js';

const line = z.int().positive();
/** What stands on this site already, or a row further up in the same file. */
const reference = z.union([z.object({ id: z.int().positive() }), z.object({ line })]);
export type Reference = z.infer<typeof reference>;

const { profilefields, coursecategories, users, cohorts, reports, certificates } = entityRows;
const element = certificates.shape.pages.element.shape.elements.element;

export const createRows = {
  profilefields: profilefields.omit({ id: true }).extend({ line }),
  coursecategories: coursecategories
    .omit({ id: true, context_only: true })
    .extend({ line, parent: reference.nullable() }),
  /** Without a hash, nobody can sign in until a password is set; of profile fields those are taken that are there. */
  users: users.omit({ id: true }).extend({ line }),
  cohorts: cohorts.omit({ id: true }).extend({ line, category: reference.nullable() }),
  cohortmembers: z.object({ line, cohort: z.int().positive(), user: z.int().positive() }),
  reports: reports.omit({ id: true }).extend({ line }),
  certificates: certificates.omit({ id: true }).extend({
    line,
    category: reference.nullable(),
    pages: z.array(
      certificates.shape.pages.element.extend({
        elements: z.array(
          element.extend({
            /** `path` is absolute here, and Moodle can read it. */
            files: z.array(z.object({ filename: z.string(), path: z.string() })),
          }),
        ),
      }),
    ),
  }),
} as const satisfies Record<CreatableKind, z.ZodType>;
export type CreateRow<K extends CreatableKind = CreatableKind> = z.infer<(typeof createRows)[K]>;
