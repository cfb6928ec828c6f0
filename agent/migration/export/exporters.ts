/** Every exporter, in the order in which they are listed. */
import { organisationExporters } from '../../organisation/exporters.js';
import type { AgentContext } from '../../context.js';
import type { Exporter } from '../exporter.js';
import { certificatesExporter } from './exporters/certificates.js';
import { cohortsExporter } from './exporters/cohorts.js';
import { courseCategoriesExporter } from './exporters/course-categories.js';
import { coursesExporter } from './exporters/courses.js';
import { customReportsExporter } from './exporters/custom-reports.js';
import { siteExporter } from './exporters/site.js';
import { usersExporter } from './exporters/users.js';

/** By name. */
export const exporters: readonly Exporter[] = [
  ...organisationExporters,
  customReportsExporter,
  certificatesExporter,
  cohortsExporter,
  courseCategoriesExporter,
  coursesExporter,
  siteExporter,
  usersExporter,
].sort((a, b) => (a.name < b.name ? -1 : 1));

/** Those whose matter this site has. */
export async function availableExporters(context: AgentContext): Promise<Exporter[]> {
  const available = await Promise.all(exporters.map((exporter) => exporter.available(context)));
  return exporters.filter((_, n) => available[n]);
}
