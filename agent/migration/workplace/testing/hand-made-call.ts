/** A call of a web service function without a request behind it, and functions like the agent's own. */
import type { AgentContext } from '../../../context.js';
import { defineFunction, type WebserviceCall } from '../../../webservice/function.js';
import { bool, int, raw, single, withDefault } from '../../../webservice/spec.js';

export function handMadeCall(context: AgentContext, userId: number): WebserviceCall {
  return {
    context,
    caller: { userId, username: 'somebody', tokenId: 1, isAdmin: false },
    baseUrl: 'https://agent.example',
    requireCapability: () => Promise.reject(new Error('Workplace checks for itself.')),
    capabilities: () => Promise.reject(new Error('Workplace checks for itself.')),
  };
}

const ours = (name: string, parameters: Parameters<typeof single>[0]) =>
  defineFunction({
    name,
    type: 'write',
    description: name,
    parameters: single(parameters),
    run: async () => 'ours',
  });

const order = {
  settings: withDefault(raw('Settings'), ''),
  dryrun: withDefault(bool('Dry run'), false),
  tenant: withDefault(raw('Tenant'), ''),
  notenant: withDefault(bool('Without a tenant'), false),
};

export const ownFunctions = {
  performExport: ours('tool_wp_perform_export', { exporter: withDefault(raw('Exporter'), ''), ...order }),
  performImport: ours('tool_wp_perform_import', {
    exportid: withDefault(int('Export'), 0),
    file: withDefault(int('Draft'), 0),
    importer: withDefault(raw('Importer'), ''),
    ...order,
  }),
  getExportStatus: ours('tool_wp_get_export_status', { exportid: int('Export') }),
  getExportFile: ours('tool_wp_get_export_file', { exportid: int('Export') }),
  getImportLog: ours('tool_wp_get_import_log', { importid: int('Import') }),
};

/** As a client leaves them. */
export const defaults = { settings: '', dryrun: false, tenant: '', notenant: false };
