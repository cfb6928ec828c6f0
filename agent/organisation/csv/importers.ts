import type { FileImporter } from '../../migration/importer.js';

export const csvImporters: readonly FileImporter[] = [];
