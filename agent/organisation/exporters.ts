import type { Exporter } from '../migration/exporter.js';

export const organisationExporters: readonly Exporter[] = [];
