/** Everything that an import can bring in, and the importers of other files than exports. */
import type { EntityKind, MigrationOffer, SettingDescription } from '../../../contract/agent/migration.js';
import type { AgentContext } from '../../context.js';
import { csvImporters } from '../../organisation/csv/importers.js';
import { organisationKindImporters } from '../../organisation/kind-importers.js';
import { availableExporters } from '../export/exporters.js';
import type { FileImporter, KindImporter } from '../importer.js';
import { importerOf, kindsOf } from './importer-names.js';
import { certificatesImporter } from './kinds/certificates.js';
import { cohortMembersImporter } from './kinds/cohort-members.js';
import { cohortsImporter } from './kinds/cohorts.js';
import { courseCategoriesImporter } from './kinds/course-categories.js';
import { coursesImporter } from './kinds/courses.js';
import { profileFieldsImporter } from './kinds/profile-fields.js';
import { reportsImporter } from './kinds/reports.js';
import { usersImporter } from './kinds/users.js';

export const kindImporters: readonly KindImporter[] = [
  profileFieldsImporter,
  courseCategoriesImporter,
  usersImporter,
  cohortsImporter,
  cohortMembersImporter,
  coursesImporter,
  reportsImporter,
  certificatesImporter,
  ...organisationKindImporters,
] as readonly KindImporter[];

export const fileImporters: readonly FileImporter[] = [...csvImporters];

/** The settings of an export's importer, each once; with those of kinds that the file holds beyond what is usual. */
export function settingsOf(exporter: string, present: readonly EntityKind[] = []): SettingDescription[] {
  const kinds = new Set([...kindsOf(exporter), ...present]);
  const settings = new Map<string, SettingDescription>();
  for (const importer of kindImporters) {
    if (!kinds.has(importer.kind)) continue;
    for (const setting of importer.settings) settings.set(setting.name, setting);
  }
  return [...settings.values()];
}

/** For GET `/migration`: one importer for each exporter whose things this site can take, and the CSV importers. */
export async function importerOffers(context: AgentContext): Promise<MigrationOffer['importers']> {
  const exporters = await availableExporters(context);
  return [
    ...exporters.map(({ name }) => ({ name: importerOf(name), settings: settingsOf(name) })),
    // What these take further depends on the columns of the file; a dry run shows it.
    ...fileImporters.map(({ name, offered }) => ({ name, settings: [...offered] })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}
