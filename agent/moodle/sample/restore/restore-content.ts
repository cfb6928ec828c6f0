/** Puts the archive's content into a course that has none; runs inside one transaction. */
import { createHash } from 'node:crypto';
import type { XmlElement } from '../../archive-xml.js';
import { touchCourse } from '../course/activity.js';
import { addContext, contextLevel } from '../course/context.js';
import { addGradebook } from '../course/gradebook.js';
import {
  block,
  courseCompletion,
  gradebook,
  gradeHistory,
  groups,
  roleAssignments,
  section,
} from '../structure/course.js';
import { questionCategory } from '../structure/questions.js';
import { directoryOf, orderSections, restoreActivity } from './activities.js';
import type { CourseRestore } from './course-restore.js';
import { restoreEnrolments } from './enrolments.js';
import { restoreFileRows } from './files.js';
import { restoreInContext } from './in-context.js';
import { matchRoles, restoreUsers, type ArchiveOrigin } from './people.js';

/**
 * @param manifest the archive's `moodle_backup.xml`
 * @throws BridgeError `bad-archive` where the archive contradicts itself or the site's people
 */
export function restoreContent(restore: CourseRestore, manifest: XmlElement): void {
  const { sql, archive, reader, course, courseContext, included, warnings } = restore;
  const information = manifest.one('moodle_backup').one('information');
  const contents = information.one('contents');
  const scope = { course: course.id, courseid: course.id, contextid: courseContext };
  const root = archive.read('course/course.xml', 'course');
  reader.remember('context', Number(root.attribute('contextid')), courseContext);
  if (included.users) {
    restoreUsers(sql, reader, archive.optional('users.xml', 'users'), originOf(restore, information));
  }
  const unknown = matchRoles(sql, reader, archive.optional('roles.xml', 'roles_definition'));
  for (const role of unknown) warnings.push(`The site has no role "${role}"; it was assigned to nobody.`);

  reader.elements(groups, archive.optional('groups.xml', 'groups'), course.id, scope);
  const sequences = restoreSections(restore, contents);
  // Moodle restores the gradebook and the conditions of completion only with all of the activities.
  if (included.activities) {
    reader.elements(gradebook, archive.optional('gradebook.xml', 'gradebook'), course.id, scope);
    for (const entry of contents.one('activities').all('activity')) restoreActivity(restore, entry);
  }
  orderSections(sql, restore, sequences);
  restoreQuestions(restore);
  const read = (path: string, name: string) => archive.optional(path, name);
  restoreEnrolments(restore, read('course/enrolments.xml', 'enrolments'));
  reader.elements([roleAssignments], read('course/roles.xml', 'roles'), courseContext, scope);
  if (included.activities) {
    reader.elements(courseCompletion, read('completion.xml', 'course_completion'), course.id, scope);
    const history = read('grade_history.xml', 'grade_history');
    reader.elements([gradeHistory], history, 0, scope);
  }
  restoreBlocks(restore);
  restoreInContext(restore, 'course', {
    ...scope,
    contextlevel: contextLevel.course,
    contextinstanceid: course.id,
  });
  const missing = restoreFileRows(sql, reader, read('files.xml', 'files'), restore.filedir);
  if (missing.length > 0)
    warnings.push(`The backup lacks the content of ${missing.length} files: ${missing[0]} …`);
  reader.resolve();
  repairGradebook(restore);
  if (included.users && reader.skipped > 0)
    warnings.push(`${reader.skipped} records of unknown people were left out.`);
  touchCourse(sql, course.id, restore.time);
}

function originOf({ wwwroot }: CourseRestore, information: XmlElement): ArchiveOrigin {
  const siteHash = information.text('original_site_identifier_hash') ?? '';
  return { siteHash, sameSite: siteHash === createHash('md5').update(wwwroot).digest('hex') };
}

/** @returns the old ids of the activities in each new section */
function restoreSections(
  { sql, archive, reader, course }: CourseRestore,
  contents: XmlElement,
): Map<number, string> {
  const sequences = new Map<number, string>();
  for (const entry of contents.one('sections').all('section')) {
    const directory = directoryOf(entry, /^sections\/section_\d+$/);
    const element = archive.read(`${directory}/section.xml`, 'section');
    const id = reader.element(section, element, course.id, {});
    if (id !== null) sequences.set(id, element.text('sequence') ?? '');
  }
  if (!sql.first('course_sections', { course: course.id, section: 0 })) {
    sql.insert('course_sections', { course: course.id, section: 0, summary: '', sequence: '' });
  }
  sql.update('course_sections', { course: course.id }, { availability: null });
  return sequences;
}

/** Questions of a wider context, which the archive brings along, come to belong to the course. */
function restoreQuestions({ archive, reader, courseContext }: CourseRestore): void {
  const categories = archive.optional('questions.xml', 'question_categories');
  for (const category of categories.all('question_category')) {
    const old = Number(category.text('contextid'));
    if (reader.find('context', old) === undefined) reader.remember('context', old, courseContext);
  }
  reader.elements([questionCategory], categories, courseContext, { contextid: courseContext });
}

/** The blocks of the course's page, each with a context of its own. */
function restoreBlocks({ sql, archive, reader, included, courseContext }: CourseRestore): void {
  if (!included.blocks) return;
  for (const path of archive.paths(/^course\/blocks\/\w+\/block\.xml$/)) {
    const element = archive.read(path, 'block');
    const id = reader.element(block, element, courseContext, {});
    if (id === null) continue;
    const context = addContext(sql, contextLevel.block, id, courseContext);
    reader.remember('context', Number(element.attribute('contextid')), context);
  }
}

/** Paths of grade categories are made of their ids, and a course without any gets its first one. */
function repairGradebook({ sql, course, time }: CourseRestore): void {
  const categories = sql.select('grade_categories', { courseid: course.id });
  if (categories.length === 0) addGradebook(sql, course.id, time);
  const pathOf = (id: number, depth = 0): string => {
    const category = categories.find((found) => found.id === id);
    // More levels than categories: a circle, which only a damaged archive has.
    if (!category || depth > categories.length) return '/';
    return `${pathOf(Number(category.parent ?? 0), depth + 1)}${id}/`;
  };
  for (const { id } of categories) {
    const path = pathOf(id);
    sql.update('grade_categories', { id }, { path, depth: path.split('/').length - 2 });
  }
}
