/** New courses out of archives, on a real Moodle. */
import { courseCopyResult } from '../../../contract/agent/course-copies.js';
import { requireHarmless } from '../archive-entries.js';
import type { CourseCopyBridge } from '../course-copy-bridge.js';
import type { PhpCalls } from './php-calls.js';

export const phpCourseCopies = (php: PhpCalls): CourseCopyBridge => ({
  backupCourseFor: ({ courseId, options, userId }, run) =>
    php.archive('backup-course', { courseid: courseId, options, userid: userId }, run),

  restoreNewCourse: (request, run) =>
    php.swept(async () => {
      const { key, file, categoryId, fullname, shortname, idnumber = null, options, userId } = request;
      // It may come from anybody who may restore, and Moodle unpacks whatever there is.
      await requireHarmless(file, run.signal);
      await php.lendFile(file);
      const fields = { key, file, fullname, shortname, idnumber, options, userid: userId };
      const renametaken = request.renameTaken ?? false;
      const otheradmins = request.otherAdmins ?? false;
      return php.work(
        'restore-new-course',
        courseCopyResult,
        { ...fields, categoryid: categoryId, renametaken, otheradmins },
        run,
      );
    }),
});
