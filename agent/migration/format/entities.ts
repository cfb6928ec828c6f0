/**
 * The rows of an export file, one JSON object a line, by kind (`docs/export-format.md`). Ids are those of the source site;
 * they only tie rows of the same file together. Texts are as Moodle keeps them.
 */
import { z } from 'zod';
import { sha256 } from '../../../contract/agent/uploads.js';
import type { EntityKind } from '../../../contract/agent/migration.js';

const id = z.int().positive();
const text = z.string();
const flag = z.boolean();
/** How Moodle is to read a text: 1 is HTML. */
const format = z.int();

/** Who somebody is, for files that do not hold the user. */
export const userRef = z.object({ id, username: text, email: text, idnumber: text });
export type UserRef = z.infer<typeof userRef>;

export const categoryRow = z.object({
  id,
  /** Of the category above; null at the top. Its row stands before this one. */
  parent: id.nullable(),
  name: text,
  idnumber: text,
  description: text,
  descriptionformat: format,
  visible: flag,
  /** Only there as the place of something that was asked for. */
  context_only: flag,
});

export const entityRows = {
  profilefields: z.object({
    id,
    shortname: text,
    name: text,
    datatype: text,
    category: text,
    description: text,
    descriptionformat: format,
    required: flag,
    locked: flag,
    visible: z.int(),
    forceunique: flag,
    signup: flag,
    defaultdata: text,
    defaultdataformat: format,
    params: z.array(text.nullable()).max(5),
  }),
  coursecategories: categoryRow,
  users: userRef.extend({
    auth: text,
    firstname: text,
    lastname: text,
    suspended: flag,
    confirmed: flag,
    /** Moodle's own hash; null where the export leaves passwords out. */
    password: text.nullable(),
    /** Further columns of Moodle's `user` table by their names (`city`, `country`, `lang`, `timezone`, `description` …). */
    fields: z.record(z.string(), text),
    /** Values of profile fields by short name. */
    profile: z.record(z.string(), text),
  }),
  cohorts: z.object({
    id,
    name: text,
    idnumber: text,
    description: text,
    descriptionformat: format,
    visible: flag,
    /** Kept by a plugin, such as an enrolment plugin; empty for one that is kept by hand. */
    component: text,
    /** The category that it belongs to, null for the whole site. */
    category: id.nullable(),
  }),
  cohortmembers: z.object({ cohort: id, user: userRef }),
  courses: z.object({
    id,
    category: id,
    fullname: text,
    shortname: text,
    idnumber: text,
    visible: flag,
    /** Its `.mbz` in this file; null in an outline. */
    archive: z.object({ path: text, size: z.int().nonnegative(), sha256 }).nullable(),
    /** Whether the archive has users in it. */
    users: flag,
  }),
  departmentframeworks: z.object({ id, name: text, idnumber: text.nullable() }),
  departments: z.object({
    id,
    framework: id,
    parent: id.nullable(),
    name: text,
    idnumber: text.nullable(),
    description: text,
    descriptionformat: format,
  }),
  positionframeworks: z.object({ id, name: text, idnumber: text.nullable() }),
  positions: z.object({
    id,
    framework: id,
    parent: id.nullable(),
    name: text,
    idnumber: text.nullable(),
    description: text,
    descriptionformat: format,
    globalmanager: flag,
    departmentmanager: flag,
  }),
  jobs: z.object({
    id,
    user: userRef,
    department: id.nullable(),
    position: id.nullable(),
    /** Unix seconds. */
    startdate: z.int(),
    enddate: z.int().nullable(),
    /** What the department and the position are called, for files that do not hold them. */
    departmentref: z.object({ framework: text, name: text, idnumber: text.nullable() }).nullable(),
    positionref: z.object({ framework: text, name: text, idnumber: text.nullable() }).nullable(),
  }),
  /** A custom report of Moodle's report builder with its parts, as their tables have them. */
  reports: z.object({
    id,
    name: text,
    /** PHP class of what it reports on. */
    source: text,
    uniquerows: flag,
    conditiondata: text.nullable(),
    settingsdata: text.nullable(),
    columns: z.array(
      z.object({
        uniqueidentifier: text,
        aggregation: text.nullable(),
        heading: text.nullable(),
        columnorder: z.int(),
        sortenabled: flag,
        sortdirection: z.int().nullable(),
        sortorder: z.int().nullable(),
      }),
    ),
    filters: z.array(
      z.object({
        uniqueidentifier: text,
        heading: text.nullable(),
        iscondition: flag,
        filterorder: z.int(),
      }),
    ),
  }),
  /** A template of `tool_certificate`. */
  certificates: z.object({
    id,
    name: text,
    shared: flag,
    /** The category that it belongs to, null for the whole site. */
    category: id.nullable(),
    pages: z.array(
      z.object({
        width: z.int(),
        height: z.int(),
        leftmargin: z.int(),
        rightmargin: z.int(),
        sequence: z.int(),
        elements: z.array(
          z.object({
            element: text,
            name: text,
            /** What the kind of element keeps in its columns, by their names. */
            fields: z.record(z.string(), text.nullable()),
            sequence: z.int(),
            /** Images of it in this file. */
            files: z.array(z.object({ filename: text, path: text, size: z.int(), sha256 })),
          }),
        ),
      }),
    ),
  }),
} as const satisfies Record<EntityKind, z.ZodType>;

export type EntityRow<K extends EntityKind> = z.infer<(typeof entityRows)[K]>;
