/** Everything that an import can bring in, and the importers of other files than exports. */
import type { MigrationOffer } from '../../../contract/agent/migration.js';
import type { AgentContext } from '../../context.js';
import { csvImporters } from '../../organisation/csv/importers.js';
import { organisationKindImporters } from '../../organisation/kind-importers.js';
import type { FileImporter, KindImporter } from '../importer.js';

export const kindImporters: readonly KindImporter[] = [...organisationKindImporters];
export const fileImporters: readonly FileImporter[] = [...csvImporters];

/** For GET `/migration`: one importer for each exporter of ours that this site can take, and the CSV importers. */
export async function importerOffers(_context: AgentContext): Promise<MigrationOffer['importers']> {
  return [];
}
