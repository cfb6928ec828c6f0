/** Every exporter, in the order in which they are listed. */
import { organisationExporters } from '../../organisation/exporters.js';
import type { Exporter } from '../exporter.js';

export const exporters: readonly Exporter[] = [...organisationExporters];
