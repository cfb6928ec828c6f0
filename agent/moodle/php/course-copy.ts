import { BridgeError } from '../bridge.js';
import type { CourseCopyBridge } from '../course-copy-bridge.js';
import type { PhpCalls } from './php-calls.js';

export const phpCourseCopies = (_php: PhpCalls): CourseCopyBridge => ({
  backupCourseFor: async () => {
    throw new BridgeError('moodle', 'Not there yet.');
  },
  restoreNewCourse: async () => {
    throw new BridgeError('moodle', 'Not there yet.');
  },
});
