import { defineFunction } from '../../../webservice/function.js';
import { int, single } from '../../../webservice/spec.js';
import { taskState } from '../../task-state.js';
import { importFor } from './refusals.js';

export const getImportStatus = defineFunction({
  name: 'tool_wp_get_import_status',
  type: 'read',
  description: 'Says how far an import is',
  parameters: single({ importid: int('Id of the import') }),
  async run({ importid }, { context, caller }) {
    const { status, statusstr, progress } = await taskState(
      context,
      await importFor(context, caller, importid),
    );
    return { status, statusstr, progress };
  },
});
