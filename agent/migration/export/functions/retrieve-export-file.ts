import { MigrationStatus } from '../../../../contract/agent/migration.js';
import { unixTime } from '../../../../runtime/unix-time.js';
import { defineFunction, type WebserviceCall } from '../../../webservice/function.js';
import { int, single } from '../../../webservice/spec.js';
import { moodleError } from '../../../webservice/webservice-error.js';
import { EXPORT_MIMETYPE } from '../download.js';
import { taskState } from '../../task-state.js';
import { exportFor } from './export-for.js';

const definition = {
  type: 'read' as const,
  description: 'Says where the file of a finished export is',
  files: 'gives' as const,
  parameters: single({ exportid: int('Id of the export') }),
  async run({ exportid }: { exportid: number }, { context, caller, baseUrl }: WebserviceCall) {
    const row = await exportFor(context, caller, exportid);
    const { status, task } = await taskState(context, row);
    if (status === MigrationStatus.failed)
      throw moodleError('exportfailed', `Export failed: ${task?.error ?? 'order it again'}`);
    if (status !== MigrationStatus.completed) throw moodleError('exportnotready', 'Export not ready');
    if (row.fileName === null)
      throw moodleError('exportfilegone', 'The export file is not kept any more: export it again');
    const { fileName, size, finishedAt } = row;
    return [
      {
        filename: fileName,
        filepath: '/',
        filesize: Number(size),
        fileurl: `${baseUrl}/webservice/pluginfile.php/1/tool_wp/export/${row.id}/${encodeURIComponent(fileName)}`,
        timemodified: unixTime(finishedAt ?? row.createdAt),
        mimetype: EXPORT_MIMETYPE,
        isexternalfile: false,
      },
    ];
  },
};

export const retrieveExportFile = defineFunction({ name: 'tool_wp_retrieve_export_file', ...definition });
