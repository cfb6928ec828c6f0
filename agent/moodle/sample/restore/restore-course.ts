/** Restores a `.mbz` into a course, wholly or not at all. */
import { BridgeError, type BridgeRun } from '../../bridge.js';
import { factsOf } from '../../archive-facts.js';
import { contextLevel, contextOf } from '../course/context.js';
import type { SampleLayout } from '../layout.js';
import { SampleSql, type StoredRow } from '../sql.js';
import type { CourseRestore } from './course-restore.js';
import { placeContents, withdrawContents } from './files.js';
import { replaceContent } from './replace-content.js';
import { RowReader } from './row-reader.js';
import { UnpackedArchive } from './unpacked.js';

/**
 * Replaces the content of a course with that of the archive. The course's own settings stay, as they do in Moodle.
 * @param folder an empty folder to unpack to
 * @throws BridgeError `not-found`, `bad-archive`, `aborted`; the course is untouched then
 */
export async function restoreCourseArchive(
  layout: SampleLayout,
  folder: string,
  request: { courseId: number; file: string },
  run: BridgeRun,
): Promise<{ warnings: string[] }> {
  const sql = new SampleSql(layout.database);
  let placed: string[] = [];
  try {
    findCourse(sql, request.courseId);
    run.progress(0, 'Unpacking the backup');
    const archive = await UnpackedArchive.unpack(request.file, folder, run.signal);
    const contents = checkManifest(archive);
    run.progress(0.3, 'Restoring files');
    const files = archive.optional('files.xml', 'files');
    placed = await placeContents(archive, files, layout.filedir, run.signal, (fraction) =>
      run.progress(0.3 + 0.4 * fraction, 'Restoring files'),
    );
    run.progress(0.7, 'Restoring the course');
    run.signal.throwIfAborted();
    const warnings: string[] = [];
    sql.transaction(() => {
      const course = findCourse(sql, request.courseId);
      const restore: CourseRestore = {
        sql,
        archive,
        reader: new RowReader(sql),
        course,
        courseContext: contextOf(sql, contextLevel.course, course.id),
        filedir: layout.filedir,
        warnings,
        time: Math.floor(Date.now() / 1000),
      };
      replaceContent(restore, contents);
    });
    run.progress(1, 'Course restored');
    return { warnings };
  } catch (error) {
    await withdrawContents(sql, layout.filedir, placed);
    throw asBridgeError(error, run.signal);
  } finally {
    sql.close();
  }
}

function findCourse(sql: SampleSql, id: number): StoredRow {
  const course = sql.first('course', { id });
  if (course && course.format !== 'site') return course;
  throw new BridgeError('not-found', `There is no course ${id}.`);
}

/** What can be known to be wrong before anything is touched. @returns the lists of sections and activities */
function checkManifest(archive: UnpackedArchive) {
  if (!archive.has('moodle_backup.xml')) {
    throw new BridgeError(
      'bad-archive',
      'The file is not a Moodle backup: there is no moodle_backup.xml in it.',
    );
  }
  const manifest = archive.document('moodle_backup.xml');
  const { type } = factsOf(manifest);
  if (type !== 'course') {
    throw new BridgeError(
      'bad-archive',
      `Only the backup of a course can be restored; this is one of type ${type}.`,
    );
  }
  const contents = manifest.one('moodle_backup').one('information').one('contents');
  archive.pathOf('course/course.xml');
  for (const section of contents.one('sections').all('section')) {
    archive.pathOf(`${section.text('directory')}/section.xml`);
  }
  return contents;
}

function asBridgeError(error: unknown, signal: AbortSignal): Error {
  if (error instanceof BridgeError) return error;
  if (signal.aborted) return new BridgeError('aborted', 'The restore was stopped.');
  const message = error instanceof Error ? error.message : String(error);
  // Two rows where the schema allows one: the archive contradicts itself.
  if (/constraint/i.test(message)) {
    return new BridgeError('bad-archive', 'The backup contradicts itself and cannot be restored.', message);
  }
  return error instanceof Error ? error : new Error(message);
}
