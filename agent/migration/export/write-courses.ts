/** Courses with their archives, one after the other. */
import { requireBackupSpace } from '../../backup/required-space.js';
import { subRun } from '../../backup/sub-progress.js';
import { BridgeError, type BridgeRun } from '../../moodle/bridge.js';
import { TaskFailure } from '../../tasks/handler.js';
import type { ExportJob } from '../exporter.js';
import type { EntityRow } from '../format/entities.js';
import { exportsFolder } from './folder.js';
import { categoryRows, readCategoryTree, withThoseAbove } from './reading/categories.js';
import { archiveOptions, type Course } from './reading/courses.js';

/** With the categories that they are in, as far as the file does not have them yet. */
export async function writeCourses(job: ExportJob, courses: readonly Course[]): Promise<void> {
  const { context, settings, outline, out, run } = job;
  const { database } = context.site;
  const tree = await readCategoryTree(database);
  const places = withThoseAbove(tree, new Set(courses.map(({ category }) => category)));
  await out.rows('coursecategories', categoryRows(database, places, new Set()));
  const users = settings.users === 1;
  for (const [done, course] of courses.entries()) {
    run.signal.throwIfAborted();
    const part = subRun(run, done / courses.length, (done + 1) / courses.length);
    const title = `Course ${done + 1} of ${courses.length}: ${course.shortname}`;
    part.progress(0, title);
    const archive = outline ? null : await archiveOf(job, course, saying(title, part));
    if (archive === 'gone') continue;
    await out.rows('courses', [{ ...course, archive, users }]);
  }
}

/** Tells always which course it is at, rather than what Moodle does within it. */
const saying = (title: string, run: BridgeRun): BridgeRun => ({
  signal: run.signal,
  log: (line) => run.log(line),
  progress: (fraction) => run.progress(fraction, title),
});

type Archive = EntityRow<'courses'>['archive'];

/** The course's `.mbz` in the export; `gone` where somebody has deleted the course meanwhile. */
async function archiveOf(
  job: ExportJob,
  { id, shortname }: Course,
  run: BridgeRun,
): Promise<Archive | 'gone'> {
  const { context, settings, out, userId } = job;
  const path = `courses/${id}.mbz`;
  const kept = await out.kept(path);
  if (kept !== null) {
    run.log(`${path} was made before the agent stopped.`);
    return kept;
  }
  await requireBackupSpace(context.site, id, exportsFolder(context.config));
  try {
    const request = { courseId: id, options: archiveOptions(settings), userId };
    const archive = await context.site.bridge.backupCourseFor(request, run);
    try {
      return await out.file(path, archive.path);
    } finally {
      await archive
        .release()
        .catch((error: Error) => run.log(`Moodle's own copy stays for now: ${error.message}`));
    }
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    if (error.kind === 'not-found') {
      run.log(`Course ${id} (${shortname}) was deleted meanwhile, and is left out.`);
      return 'gone';
    }
    if (error.kind !== 'moodle') throw error;
    throw new TaskFailure(
      `Moodle could not back up the course "${shortname}" (id ${id}): ${error.message} Mend it, or leave it out.`,
    );
  }
}
