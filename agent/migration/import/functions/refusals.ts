/** What the web services say of a file or settings that cannot be imported, and of imports that somebody may not see. */
import type { AgentContext } from '../../../context.js';
import type { Caller } from '../../../webservice/function.js';
import { invalidParameter, invalidRecord } from '../../../webservice/webservice-error.js';
import { ExportFileRefused } from '../../format/export-file.js';
import { SettingsRefused } from '../../settings.js';
import { findImport, type QueuedImport } from '../import-view.js';
import { ImporterRefused } from '../refusals.js';

/** @throws WebserviceError `invalidparameter` in the place of our own errors */
export async function asParameterErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const ours =
      error instanceof ImporterRefused ||
      error instanceof SettingsRefused ||
      error instanceof ExportFileRefused;
    throw ours ? invalidParameter(error.message) : error;
  }
}

/**
 * An import of the caller's own, or any for an administrator.
 * @throws WebserviceError `invalidrecord`: another one's is as good as none
 */
export async function importFor(context: AgentContext, caller: Caller, id: number): Promise<QueuedImport> {
  const row = await findImport(context, id);
  if (row === null || (row.userId !== caller.userId && !caller.isAdmin))
    throw invalidRecord('tool_wp_import');
  return row;
}
