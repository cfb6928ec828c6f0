/** The web service functions of course copies. */
import type { WebserviceFunction } from '../webservice/function.js';
import { duplicateCourse } from './functions/duplicate-course.js';
import { duplicateCourseStatus } from './functions/duplicate-course-status.js';
import { restoreCourse } from './functions/restore-course.js';
import { restoreCourseStatus } from './functions/restore-course-status.js';

export const courseCopyFunctions: readonly WebserviceFunction[] = [
  restoreCourse,
  restoreCourseStatus,
  duplicateCourse,
  duplicateCourseStatus,
];
