import { BridgeError } from '../../bridge.js';
import type { CourseCopyBridge } from '../../course-copy-bridge.js';
import type { SampleLayout } from '../layout.js';

export const sampleCourseCopies = (_layout: SampleLayout): CourseCopyBridge => ({
  backupCourseFor: async () => {
    throw new BridgeError('moodle', 'Not there yet.');
  },
  restoreNewCourse: async () => {
    throw new BridgeError('moodle', 'Not there yet.');
  },
});
