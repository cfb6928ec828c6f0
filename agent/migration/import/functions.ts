import type { WebserviceFunction } from '../../webservice/function.js';
import { getImportLog } from './functions/get-import-log.js';
import { getImportStatus } from './functions/get-import-status.js';
import { performImport } from './functions/perform-import.js';

export const importFunctions: readonly WebserviceFunction[] = [performImport, getImportStatus, getImportLog];
