/** What is moved, by the panel's word and by the exporter's full name. */
import { migrationWhat, type MigrationWhat } from '../../contract/panel/migrations.js';

const components: Record<MigrationWhat, string> = {
  courses: 'tool_wp',
  coursecategories: 'tool_wp',
  cohorts: 'tool_wp',
  users: 'tool_wp',
  site: 'tool_wp',
  certificates: 'tool_wp',
  orgstructure: 'tool_organisation',
  jobs: 'tool_organisation',
  customreports: 'tool_reportbuilder',
};

/** In sentences. */
export const whatWords: Record<MigrationWhat, string> = {
  courses: 'Courses',
  coursecategories: 'Categories with their courses',
  cohorts: 'Cohorts',
  users: 'Users',
  orgstructure: 'Organisation structure',
  jobs: 'Jobs',
  customreports: 'Custom reports',
  certificates: 'Certificates',
  site: 'The whole site',
};

export const exporterName = (what: MigrationWhat): string =>
  `${components[what]}\\tool_wp\\exporter\\${what}`;

/** So named, the target takes no file of another kind than was asked for, whatever the source has sent. */
export const importerName = (what: MigrationWhat): string =>
  exporterName(what).replace('\\exporter\\', '\\importer\\');

/** @returns null for one that the panel does not offer, such as Workplace's programs or the importers of CSV files */
export function whatOf(name: string): MigrationWhat | null {
  const parts = name.split('\\');
  const what = migrationWhat.safeParse(parts.at(-1));
  return what.success && parts.length === 4 && parts[0] === components[what.data] ? what.data : null;
}
