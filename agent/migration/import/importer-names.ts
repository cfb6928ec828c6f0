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

/** Kinds that a file of this exporter may hold; all of them for one that we do not know. */
export function kindsOf(exporter: string): readonly EntityKind[] {
  const last = exporter.slice(exporter.lastIndexOf('\\') + 1);
  return Object.hasOwn(kinds, last) ? kinds[last]! : entityKinds;
}
