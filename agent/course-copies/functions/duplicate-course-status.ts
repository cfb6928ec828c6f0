/** `core_course_async_duplicate_course_get_status` (MDL-64916). */
import { defineFunction } from '../../webservice/function.js';
import { single, text } from '../../webservice/spec.js';
import { invalidRecord } from '../../webservice/webservice-error.js';
import { copyProgress } from '../copy-status.js';

export const duplicateCourseStatus = defineFunction({
  name: 'core_course_async_duplicate_course_get_status',
  type: 'read',
  description: 'Gets the status of a pending or completed asynchronous course duplication',
  parameters: single({ duplicateid: text('alphanum', 'The unique ID of the duplication process') }),
  async run({ duplicateid }, { context, caller }) {
    const found = await copyProgress(context, caller, 'duplicate', duplicateid);
    if (found === null) throw invalidRecord('backup_controllers');
    return { phase: found.phase, status: found.status, progress: found.progress };
  },
});
