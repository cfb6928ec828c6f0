/** The web service functions of exports. */
import type { WebserviceFunction } from '../../webservice/function.js';
import { getExportFile } from './functions/get-export-file.js';
import { getExportStatus } from './functions/get-export-status.js';
import { performExport } from './functions/perform-export.js';
import { retrieveExportFile } from './functions/retrieve-export-file.js';

export const exportFunctions: readonly WebserviceFunction[] = [
  performExport,
  getExportStatus,
  retrieveExportFile,
  getExportFile,
];
