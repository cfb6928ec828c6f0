/** Courses, each restored from its own archive as Moodle does it. One that is here already is left as it is. */
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopyOptions } from '../../../../contract/agent/course-copies.js';
import { isThere } from '../../../../runtime/is-there.js';
import { subRun } from '../../../backup/sub-progress.js';
import { BridgeError } from '../../../moodle/bridge.js';
import type { EntityRow } from '../../format/entities.js';
import type { ExportFile } from '../../format/export-file.js';
import type { ImportEntry, ImportJob, KindImporter } from '../../importer.js';
import { courseFinder, coursesMatchSetting } from '../find-courses.js';
import { placeholderOf } from '../placeholder.js';
import { CATEGORY_MISSING, placeOf } from '../places.js';
import { importStaging } from '../staging.js';

type Row = EntityRow<'courses'>;
type Fate = Pick<ImportEntry, 'outcome' | 'targetId' | 'message'>;

/** Courses one after the other that PHP could not even be asked for: then it is not the course. */
const MOST_UNAVAILABLE = 3;

export const coursesImporter: KindImporter<'courses'> = {
  kind: 'courses',
  settings: [
    coursesMatchSetting,
    {
      name: 'course_users',
      kind: 'flag',
      default: 1,
      description:
        "Bring in enrolments, grades and work of the courses' users where the file has them; 0 leaves them out.",
    },
    {
      name: 'course_admins',
      kind: 'flag',
      default: 1,
      description:
        "Bring the source's admin in as an account of its own, without rights, where this site's admin has another address; with 0 Moodle's own setting decides, which usually refuses a course that the admin has worked in.",
    },
  ],
  capabilities: ['moodle/course:create', 'moodle/restore:restorecourse', 'moodle/restore:userinfo'],
  async import(rows, job, file) {
    const total = Math.max(1, file.manifest.counts.courses ?? 1);
    let unavailable = 0;
    for await (const { line, row, match } of courseFinder(job).all(rows)) {
      job.run.signal.throwIfAborted();
      const entry = { line, name: row.shortname, sourceId: row.id };
      const part = subRun(job.run, (line - 1) / total, line / total);
      const begun = begunNote(job, row);
      // What an attempt has begun is its own course, not one that was here before.
      const resumed = await isThere(begun);
      const fate =
        match.kind === 'none' || resumed
          ? await bringIn(row, { ...job, run: part }, file, begun)
          : told(match);
      unavailable = fate.unavailable ? unavailable + 1 : 0;
      if (fate.unavailable && unavailable >= MOST_UNAVAILABLE)
        throw new BridgeError('unavailable', fate.message);
      const { outcome, targetId, message } = fate;
      if (targetId !== null) await job.ids.set('courses', [{ sourceId: row.id, targetId }]);
      await job.report('courses', [{ ...entry, outcome, targetId, message }]);
      await rm(begun, { force: true });
      part.progress(1, row.shortname);
    }
  },
};

const fate = (outcome: Fate['outcome'], message = '', targetId: number | null = null) => ({
  outcome,
  message,
  targetId,
  unavailable: false,
});

const told = (
  match: { kind: 'found'; id: number } | { kind: 'conflict'; message: string } | { kind: 'none' },
) =>
  match.kind === 'found'
    ? fate('matched', '', match.id)
    : fate('conflict', match.kind === 'conflict' ? match.message : '');

async function bringIn(row: Row, job: ImportJob, file: ExportFile, begun: string) {
  const place = await placeOf(job, row.category);
  if (place.kind === 'missing') return fate('skipped', CATEGORY_MISSING);
  if (job.dryRun) return fate('created', '', placeholderOf(row.id));
  if (row.archive === null) return fate('skipped', 'The file does not hold its content.');
  if (place.kind !== 'here' || place.category === null) return fate('skipped', CATEGORY_MISSING);
  const archive = await importStaging(job, `course-${row.id}.mbz`);
  try {
    await file.extract(row.archive.path, archive, job.run.signal);
    await writeFile(begun, '');
    const made = await job.context.site.bridge.restoreNewCourse(
      {
        key: keyOf(job, row, file),
        file: archive,
        categoryId: place.category,
        fullname: row.fullname,
        shortname: row.shortname,
        idnumber: row.idnumber,
        otherAdmins: job.settings.course_admins !== 0,
        options: optionsFor(row, job),
        userId: job.userId,
      },
      job.run,
    );
    for (const warning of made.warnings) job.run.log(`${row.shortname}: ${warning}`);
    return fate('created', made.warnings.join(' ').slice(0, 1000), made.courseid);
  } catch (error) {
    if (!(error instanceof BridgeError) || error.kind === 'aborted') throw error;
    job.run.log(`${row.shortname}: ${error.message}`);
    return { ...fate('failed', error.message), unavailable: error.kind === 'unavailable' };
  } finally {
    await rm(archive, { force: true });
  }
}

/** There until the course has been reported. */
const begunNote = (job: ImportJob, row: Row) => join(job.folder, `course-${row.id}.begun`);

/** The same at every attempt, so that the bridge finds what an earlier one has left. */
function keyOf(job: ImportJob, row: Row, { manifest }: ExportFile): string {
  const parts = [job.folder, manifest.source.site, manifest.created_at, row.id];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function optionsFor(row: Row, job: ImportJob): CopyOptions {
  const users = row.users && job.settings.course_users !== 0 ? 1 : 0;
  return {
    activities: 1,
    blocks: 1,
    filters: 1,
    users,
    // How people get in stays part of a course that comes without them.
    enrolments: users === 1 ? 1 : 2,
    role_assignments: users,
    comments: users,
    userscompletion: users,
    logs: users,
    grade_histories: users,
  };
}
