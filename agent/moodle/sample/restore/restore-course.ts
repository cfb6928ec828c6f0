/** Restores a `.mbz` into a course, wholly or not at all. */
import { BridgeError, type BridgeRun } from '../../bridge.js';
import { factsOf } from '../../archive-facts.js';
import { contextLevel, contextOf } from '../course/context.js';
import { removeCourseContent } from '../course/remove-content.js';
import type { SampleLayout } from '../layout.js';
import { SampleSql, type StoredRow } from '../sql.js';
import { everything, type Included } from '../structure/included.js';
import type { CourseRestore } from './course-restore.js';
import { placeContents, withdrawContents } from './files.js';
import { restoreContent } from './restore-content.js';
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
  return restoreArchive(
    layout,
    folder,
    { file: request.file, included: { ...everything, logs: true, grade_histories: true } },
    run,
    {
      check: (sql) => void findCourse(sql, request.courseId),
      course: (sql) => {
        const course = findCourse(sql, request.courseId);
        removeCourseContent(sql, course);
        return course;
      },
      finish: (_sql, _course, warnings) => ({ warnings }),
    },
  );
}

/** Where an archive's content goes. */
export interface RestoreTarget<T> {
  /** Before anything is unpacked. */
  check(sql: SampleSql): void;
  /** The course, empty; inside of the transaction. */
  course(sql: SampleSql, archive: UnpackedArchive, reader: RowReader): StoredRow;
  /** The last thing inside of the transaction. */
  finish(sql: SampleSql, course: StoredRow, warnings: string[]): T;
}

/**
 * Restores in one transaction.
 * @param folder an empty folder to unpack to
 * @throws BridgeError `bad-archive`, `aborted`, and what the target throws; nothing was changed then
 */
export async function restoreArchive<T>(
  layout: SampleLayout,
  folder: string,
  { file, included }: { file: string; included: Included },
  run: BridgeRun,
  target: RestoreTarget<T>,
): Promise<T> {
  const sql = new SampleSql(layout.database);
  let placed: string[] = [];
  try {
    target.check(sql);
    run.progress(0, 'Unpacking the backup');
    const archive = await UnpackedArchive.unpack(file, folder, run.signal);
    const manifest = checkManifest(archive);
    run.progress(0.3, 'Restoring files');
    const files = archive.optional('files.xml', 'files');
    placed = await placeContents(archive, files, layout.filedir, run.signal, (fraction) =>
      run.progress(0.3 + 0.4 * fraction, 'Restoring files'),
    );
    run.progress(0.7, 'Restoring the course');
    run.signal.throwIfAborted();
    const result = sql.transaction(() => {
      const reader = new RowReader(sql, included);
      const course = target.course(sql, archive, reader);
      const warnings: string[] = [];
      const restore: CourseRestore = {
        sql,
        archive,
        reader,
        course,
        courseContext: contextOf(sql, contextLevel.course, course.id),
        included,
        filedir: layout.filedir,
        wwwroot: layout.wwwroot,
        warnings,
        time: Math.floor(Date.now() / 1000),
      };
      restoreContent(restore, manifest);
      return target.finish(sql, course, warnings);
    });
    run.progress(1, 'Course restored');
    return result;
  } catch (error) {
    throw asBridgeError(error, run.signal);
  } finally {
    // Those of what was left out, or of all when it failed.
    await withdrawContents(sql, layout.filedir, placed);
    sql.close();
  }
}

function findCourse(sql: SampleSql, id: number): StoredRow {
  const course = sql.first('course', { id });
  if (course && course.format !== 'site') return course;
  throw new BridgeError('not-found', `There is no course ${id}.`);
}

/** What can be known to be wrong before anything is touched. @returns the manifest */
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
  return manifest;
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
