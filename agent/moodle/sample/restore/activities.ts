/** Brings the archive's activities into the course. */
import type { XmlElement } from '../../archive-xml.js';
import { BridgeError } from '../../bridge.js';
import { addContext, contextLevel } from '../course/context.js';
import type { SampleSql } from '../sql.js';
import {
  activityCompletion,
  activityGrades,
  courseModule,
  gradeHistory,
  roleAssignments,
} from '../structure/course.js';
import { moduleStructure } from '../structure/modules.js';
import type { CourseRestore } from './course-restore.js';
import { restoreInContext } from './in-context.js';

/** Restores one entry of the manifest's list of activities. A module that the site lacks becomes a warning. */
export function restoreActivity(restore: CourseRestore, entry: XmlElement): void {
  const { sql, archive, reader, course, courseContext, warnings } = restore;
  const directory = directoryOf(entry, /^activities\/[a-z][a-z0-9_]*_\d+$/);
  const module = entry.text('modulename') ?? '';
  const structure = moduleStructure(module);
  const moduleId = sql.first('modules', { name: module })?.id;
  if (!structure || !moduleId) {
    const title = entry.text('title') ?? directory;
    warnings.push(`"${title}" was left out: this site has no activity module "${module}".`);
    return;
  }
  const about = archive.read(`${directory}/module.xml`, 'module');
  const activity = archive.read(`${directory}/${module}.xml`, 'activity');
  const section = sectionOf(restore, about);
  const courseScope = { course: course.id, courseid: course.id };
  const availability = about.text('availability');
  const cmid = reader.element(courseModule, about, course.id, { ...courseScope, section });
  if (cmid === null) return;
  const context = addContext(sql, contextLevel.module, cmid, courseContext);
  reader.remember('context', Number(activity.attribute('contextid')), context);
  const scope = { ...courseScope, contextid: context, usingcontextid: context };
  const [element] = activity.all(module);
  if (!element)
    throw new BridgeError('bad-archive', `${directory}/${module}.xml in the backup has no ${module}.`);
  const instance = reader.element({ ...structure, children: [] }, element, 0, scope) ?? 0;
  // Tables of subplugins name the activity in a column of their own.
  reader.elements(structure.children ?? [], element, instance, { ...scope, assignment: instance });
  sql.update('course_modules', { id: cmid }, { module: moduleId, instance, section, availability: null });
  if (availability) warnings.push(`"${entry.text('title')}": restrictions on access were not restored.`);

  const read = (name: string, root: string) => archive.optional(`${directory}/${name}`, root);
  reader.elements([activityGrades(module)], read('grades.xml', 'activity_gradebook'), instance, scope);
  reader.elements(activityCompletion, read('completion.xml', 'completions'), cmid, scope);
  reader.elements([roleAssignments], read('roles.xml', 'roles'), context, scope);
  reader.elements([gradeHistory], read('grade_history.xml', 'grade_history'), 0, scope);
  restoreInContext(restore, directory, {
    ...scope,
    contextlevel: contextLevel.module,
    contextinstanceid: cmid,
  });
}

/** A folder that the manifest names, if it looks like one. */
export function directoryOf(entry: XmlElement, pattern: RegExp): string {
  const directory = entry.text('directory') ?? '';
  if (!pattern.test(directory))
    throw new BridgeError('bad-archive', 'The backup names a folder that it cannot have.');
  return directory;
}

function sectionOf({ reader, sql, course }: CourseRestore, about: XmlElement): number {
  const byId = reader.find('course_sections', Number(about.text('sectionid')));
  if (byId !== undefined) return byId;
  const number = Number(about.text('sectionnumber'));
  const section =
    sql.first('course_sections', { course: course.id, section: number }) ??
    sql.first('course_sections', { course: course.id, section: 0 });
  if (!section) throw new BridgeError('bad-archive', 'The backup has an activity that stands in no section.');
  return section.id;
}

/** Gives each section the order of its activities. */
export function orderSections(sql: SampleSql, restore: CourseRestore, sequences: Map<number, string>): void {
  for (const section of sql.select('course_sections', { course: restore.course.id })) {
    const there = sql.select('course_modules', { section: section.id }).map((cm) => cm.id);
    const wanted = (sequences.get(section.id) ?? '')
      .split(',')
      .map((old) => restore.reader.find('course_modules', Number(old)))
      .filter((id) => id !== undefined && there.includes(id));
    const rest = there.filter((id) => !wanted.includes(id));
    sql.update('course_sections', { id: section.id }, { sequence: [...wanted, ...rest].join(',') });
  }
}
