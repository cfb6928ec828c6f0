/** `core_course_restore_async_get_status` (MDL-64915). */
import { defineFunction } from '../../webservice/function.js';
import { single, text } from '../../webservice/spec.js';
import { invalidRecord } from '../../webservice/webservice-error.js';
import { copyProgress } from '../copy-status.js';

export const restoreCourseStatus = defineFunction({
  name: 'core_course_restore_async_get_status',
  type: 'read',
  description: 'Gets the status of a pending or in progress asynchronous course restore',
  parameters: single({ restoreid: text('alphanum', 'The unique ID of the restore process') }),
  async run({ restoreid }, { context, caller }) {
    const found = await copyProgress(context, caller, 'restore', restoreid);
    if (found === null) throw invalidRecord('backup_controllers');
    return { status: found.status, progress: found.progress };
  },
});
