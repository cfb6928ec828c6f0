import type { KindImporter } from '../migration/importer.js';

export const organisationKindImporters: readonly KindImporter[] = [];
