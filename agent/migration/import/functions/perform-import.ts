import { draftFile } from '../../../webservice/drafts/use-draft.js';
import { defineFunction, type WebserviceCall } from '../../../webservice/function.js';
import { bool, int, raw, single, withDefault } from '../../../webservice/spec.js';
import { invalidParameter } from '../../../webservice/webservice-error.js';
import { readSettings, settingsParameter } from '../../settings-parameter.js';
import type { ChosenImporter } from '../choose-importer.js';
import { offeredDraft, offeredExport } from '../offered-file.js';
import { lookAt, orderImport, type ImportRequest, type OfferedFile } from '../order-import.js';
import { fileImporters, kindImporters } from '../importers.js';
import { asParameterErrors } from './refusals.js';

const parameters = single({
  exportid: withDefault(int('Id of an export of this site'), 0),
  file: withDefault(int('Draft item id of an uploaded file'), 0),
  importer: withDefault(raw('Full name of the importer; may be left out where only one is for the file'), ''),
  settings: settingsParameter,
  dryrun: withDefault(bool('Only say which settings would apply'), false),
  tenant: withDefault(raw('Moodle Workplace only: id or ID number of the tenant'), ''),
  notenant: withDefault(bool('Moodle Workplace only: without a tenant'), false),
});

export const performImport = defineFunction({
  name: 'tool_wp_perform_import',
  type: 'write',
  description: 'Imports a file that was exported or uploaded',
  files: 'takes',
  parameters,
  run: (given, call) =>
    asParameterErrors(async () => {
      await requireAnything(call);
      const request: ImportRequest = {
        file: await fileOf(given, call),
        importer: given.importer,
        settings: readSettings(given.settings),
        dryRun: false,
        userId: call.caller.userId,
        allowed: (chosen) => requireAll(chosen, call),
      };
      if (given.dryrun) {
        const { settings } = await lookAt(call.context, { ...request, dryRun: true });
        return { id: 0, settings: JSON.stringify(settings) };
      }
      const { id, chosen } = await orderImport(call.context, request);
      return { id, settings: JSON.stringify(chosen.settings) };
    }),
});

async function fileOf(
  { exportid, file }: { exportid: number; file: number },
  { context, caller }: WebserviceCall,
): Promise<OfferedFile> {
  if (exportid > 0 === file > 0) throw invalidParameter('Either exportid or file must be specified');
  if (file > 0) return offeredDraft(await draftFile(context, { userId: caller.userId, itemId: file }));
  const offered = await offeredExport(context, caller, exportid);
  if (offered === null) throw invalidParameter(`Could not find the file of export ${exportid}`);
  return offered;
}

/** Looking into a file takes time and memory; who may bring nothing in gets none of it. */
async function requireAnything(call: WebserviceCall): Promise<void> {
  if (call.caller.isAdmin) return;
  const all = new Set([...kindImporters, ...fileImporters].flatMap(({ capabilities }) => capabilities));
  const questions = [...all].map((capability) => ({ capability, place: { level: 'system' } as const }));
  if ((await call.capabilities(questions)).some(Boolean)) return;
  await call.requireCapability('moodle/user:create', { level: 'system' });
}

/** In the system context: an import is not bound to one place. Of a plugin that is not here nobody has capabilities. */
async function requireAll({ capabilities }: ChosenImporter, call: WebserviceCall): Promise<void> {
  if (call.caller.isAdmin) return;
  for (const capability of capabilities) await call.requireCapability(capability, { level: 'system' });
}
