import type { WebserviceFunction } from '../../../webservice/function.js';
import { retrieveExportFile } from './retrieve-export-file.js';

/** As older versions of Workplace call it. */
export const getExportFile: WebserviceFunction = { ...retrieveExportFile, name: 'tool_wp_get_export_file' };
