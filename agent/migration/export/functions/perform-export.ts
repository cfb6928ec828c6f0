import { defineFunction, type WebserviceCall } from '../../../webservice/function.js';
import { bool, raw, single, withDefault } from '../../../webservice/spec.js';
import { invalidParameter, moodleError } from '../../../webservice/webservice-error.js';
import { rightsFor } from '../../rights.js';
import { SettingsRefused } from '../../settings.js';
import { readSettings, settingsParameter } from '../../settings-parameter.js';
import { lookAtExport, orderExport, type ExportRequest } from '../order-export.js';
import { ExporterUnknown, ExportRefused } from '../refusals.js';

const parameters = single({
  exporter: withDefault(
    raw('Full name of the exporter; where there is none of this name, all are listed'),
    '',
  ),
  settings: settingsParameter,
  dryrun: withDefault(bool('Only say which settings would apply'), false),
  tenant: withDefault(raw('Moodle Workplace only: id or ID number of the tenant'), ''),
  notenant: withDefault(bool('Moodle Workplace only: without a tenant'), false),
});

export const performExport = defineFunction({
  name: 'tool_wp_perform_export',
  type: 'write',
  description: 'Exports content of the site into a file',
  parameters,
  async run(given, call) {
    if (given.tenant !== '')
      throw invalidParameter('This site has no tenants: tenants are a part of Moodle Workplace');
    const request: ExportRequest = {
      exporter: given.exporter,
      settings: readSettings(given.settings),
      outline: false,
      userId: call.caller.userId,
      allowed: async (exporter, settings) => {
        const { capabilities, administrator } = rightsFor(exporter, settings);
        for (const capability of capabilities) await call.requireCapability(capability, { level: 'system' });
        if (administrator && !call.caller.isAdmin)
          throw moodleError('onlyadmins', 'Only administrators can do that');
      },
    };
    return inMoodlesWords(() => perform(request, given.dryrun, call));
  },
});

async function perform(request: ExportRequest, dryRun: boolean, { context }: WebserviceCall) {
  if (dryRun) {
    const { settings } = await lookAtExport(context, request);
    return { id: 0, settings: JSON.stringify(settings) };
  }
  const { id, chosen } = await orderExport(context, request);
  return { id, settings: JSON.stringify(chosen.settings) };
}

async function inMoodlesWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ExporterUnknown || error instanceof SettingsRefused)
      throw invalidParameter(error.message);
    throw error instanceof ExportRefused ? moodleError('exportrefused', error.message) : error;
  }
}
