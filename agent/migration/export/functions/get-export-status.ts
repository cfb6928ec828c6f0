import { defineFunction } from '../../../webservice/function.js';
import { int, single } from '../../../webservice/spec.js';
import { taskState } from '../../task-state.js';
import { exportFor } from './export-for.js';

export const getExportStatus = defineFunction({
  name: 'tool_wp_get_export_status',
  type: 'read',
  description: 'Says how far an export is',
  parameters: single({ exportid: int('Id of the export') }),
  async run({ exportid }, { context, caller }) {
    const row = await exportFor(context, caller, exportid);
    const { status, statusstr, progress } = await taskState(context, row);
    return { status, statusstr, progress };
  },
});
