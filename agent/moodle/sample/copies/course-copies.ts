/** New courses out of archives, done by the sample site itself. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CourseCopyResult } from '../../../../contract/agent/course-copies.js';
import { BridgeError, type BridgeRun } from '../../bridge.js';
import type { CourseCopyBridge, NewCourseRequest } from '../../course-copy-bridge.js';
import { writeCourseArchive } from '../backup/write-archive.js';
import type { SampleLayout } from '../layout.js';
import { restoreArchive } from '../restore/restore-course.js';
import { SampleSql } from '../sql.js';
import { includedBy } from '../structure/included.js';
import { finishedCopy, noteFinished } from './finished-copies.js';
import { courseNames } from './course-names.js';
import { makeCourse } from './new-course.js';

export const sampleCourseCopies = (layout: SampleLayout): CourseCopyBridge => ({
  async backupCourseFor({ courseId, options, userId }, run) {
    requireUser(layout, userId);
    const folder = await mkdtemp(join(layout.backupTempdir, 'c-'));
    try {
      return await writeCourseArchive(layout, folder, courseId, run, includedBy(options));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  },

  async restoreNewCourse(request, run) {
    requireUser(layout, request.userId);
    const folder = await mkdtemp(join(layout.backupTempdir, 'c-'));
    try {
      return await restoreNewCourse(layout, folder, request, run);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

async function restoreNewCourse(
  layout: SampleLayout,
  folder: string,
  request: NewCourseRequest,
  run: BridgeRun,
): Promise<CourseCopyResult> {
  const finished = withSql(layout, (sql) => finishedCopy(sql, request.key));
  if (finished) return finished;
  const { file, options } = request;
  return restoreArchive(layout, folder, { file, included: includedBy(options) }, run, {
    check(sql) {
      if (!sql.first('course_categories', { id: request.categoryId }))
        throw new BridgeError('not-found', 'Category not exist.');
      if (request.shortname !== null)
        courseNames(sql, request, { fullname: '', shortname: request.shortname });
    },
    course: (sql, archive, reader) => makeCourse(sql, reader, archive, request),
    finish(sql, course, warnings) {
      const result = {
        courseid: course.id,
        fullname: String(course.fullname),
        shortname: String(course.shortname),
        warnings,
      };
      noteFinished(sql, request.key, result, Math.floor(Date.now() / 1000));
      return result;
    },
  });
}

function withSql<T>(layout: SampleLayout, work: (sql: SampleSql) => T): T {
  const sql = new SampleSql(layout.database);
  try {
    return work(sql);
  } finally {
    sql.close();
  }
}

/** @throws BridgeError `not-found` */
function requireUser(layout: SampleLayout, id: number): void {
  const user = withSql(layout, (sql) => sql.first('user', { id, deleted: 0, suspended: 0 }));
  if (!user) throw new BridgeError('not-found', 'User not exist.');
}
