/** Puts the archive's content in the place of the course's; runs inside one transaction. */
import type { XmlElement } from '../../archive-xml.js';
import { touchCourse } from '../course/activity.js';
import { addGradebook } from '../course/gradebook.js';
import { removeCourseContent } from '../course/remove-content.js';
import {
  courseCompletion,
  enrolments,
  gradebook,
  groups,
  roleAssignments,
  section,
} from '../structure/course.js';
import { questionCategory } from '../structure/questions.js';
import { directoryOf, orderSections, restoreActivity } from './activities.js';
import type { CourseRestore } from './course-restore.js';
import { restoreFileRows } from './files.js';
import { matchRoles, restoreUsers } from './people.js';

/** @param contents the manifest's list of sections and activities */
export function replaceContent(restore: CourseRestore, contents: XmlElement): void {
  const { sql, archive, reader, course, courseContext, warnings } = restore;
  const scope = { course: course.id, courseid: course.id, contextid: courseContext };
  removeCourseContent(sql, course);
  const root = archive.read('course/course.xml', 'course');
  reader.remember('context', Number(root.attribute('contextid')), courseContext);
  restoreUsers(sql, reader, archive.optional('users.xml', 'users'));
  const unknown = matchRoles(sql, reader, archive.optional('roles.xml', 'roles_definition'));
  for (const role of unknown) warnings.push(`The site has no role "${role}"; it was assigned to nobody.`);

  reader.elements(groups, archive.optional('groups.xml', 'groups'), course.id, scope);
  const sequences = restoreSections(restore, contents);
  reader.elements(gradebook, archive.optional('gradebook.xml', 'gradebook'), course.id, scope);
  for (const entry of contents.one('activities').all('activity')) restoreActivity(restore, entry);
  orderSections(sql, restore, sequences);
  restoreQuestions(restore);
  const read = (path: string, name: string) => archive.optional(path, name);
  reader.elements([enrolments], read('course/enrolments.xml', 'enrolments'), course.id, scope);
  reader.elements([roleAssignments], read('course/roles.xml', 'roles'), courseContext, scope);
  reader.elements(courseCompletion, read('completion.xml', 'course_completion'), course.id, scope);
  const missing = restoreFileRows(sql, reader, read('files.xml', 'files'), restore.filedir);
  if (missing.length > 0)
    warnings.push(`The backup lacks the content of ${missing.length} files: ${missing[0]} …`);
  reader.resolve();
  repairGradebook(restore);
  if (reader.skipped > 0) warnings.push(`${reader.skipped} records of unknown people were left out.`);
  touchCourse(sql, course.id, restore.time);
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
