import type { KindImporter } from '../migration/importer.js';
import { frameworkImporter } from './bring-in/frameworks.js';
import { jobImporter } from './bring-in/jobs.js';
import { unitImporter } from './bring-in/units.js';

export const organisationKindImporters: readonly KindImporter[] = [
  frameworkImporter('departmentframeworks', 'department'),
  unitImporter('departments', 'department'),
  frameworkImporter('positionframeworks', 'position'),
  unitImporter('positions', 'position'),
  jobImporter,
] as unknown as readonly KindImporter[];
