/** Names of importers, and what those of exports can bring. */
import { entityKinds, type EntityKind } from '../../../contract/agent/migration.js';

/** `tool_wp\tool_wp\exporter\courses` → `tool_wp\tool_wp\importer\courses` */
export const importerOf = (exporter: string): string => exporter.replace('\\exporter\\', '\\importer\\');

const courseKinds = ['profilefields', 'coursecategories', 'users', 'courses'] as const;
const organisationKinds = ['departmentframeworks', 'departments', 'positionframeworks', 'positions'] as const;

/** By what stands behind `\exporter\`. */
const kinds: Readonly<Record<string, readonly EntityKind[]>> = {
  site: entityKinds,
  courses: courseKinds,
  coursecategories: courseKinds,
  users: ['profilefields', 'users'],
  cohorts: ['profilefields', 'coursecategories', 'users', 'cohorts', 'cohortmembers'],
  customreports: ['reports'],
  certificates: ['coursecategories', 'certificates'],
  orgstructure: organisationKinds,
  jobs: ['profilefields', 'users', ...organisationKinds, 'jobs'],
};

/** What our exporters write beside what gave them their names. */
const beside: Readonly<Record<string, readonly EntityKind[]>> = {
  courses: ['coursecategories'],
  coursecategories: ['courses'],
  users: ['profilefields'],
  cohorts: ['coursecategories', 'cohortmembers'],
  customreports: ['reports'],
  certificates: ['coursecategories'],
  orgstructure: organisationKinds,
  jobs: [],
};

/**
 * Whether a file of this exporter has no business to hold a kind: who ordered courses gets no accounts and no memberships,
 * whatever the source puts into its file.
 */
export function isForeign(exporter: string, kind: EntityKind): boolean {
  const last = exporter.slice(exporter.lastIndexOf('\\') + 1);
  return last !== kind && Object.hasOwn(beside, last) && !beside[last]!.includes(kind);
}

/** Kinds whose settings the importer of such files has; all of them for an exporter that we do not know. */
export function kindsOf(exporter: string): readonly EntityKind[] {
  const last = exporter.slice(exporter.lastIndexOf('\\') + 1);
  return Object.hasOwn(kinds, last) ? kinds[last]! : entityKinds;
}
