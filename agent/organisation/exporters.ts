import type { Exporter } from '../migration/exporter.js';
import { jobsExporter } from './export/jobs.js';
import { orgstructureExporter } from './export/orgstructure.js';

export const organisationExporters: readonly Exporter[] = [jobsExporter, orgstructureExporter];
