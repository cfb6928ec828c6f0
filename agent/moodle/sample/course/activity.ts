/** Puts an activity into a course and takes it out again, with everything that Moodle keeps beside it. */
import type { Row, SampleSql, StoredRow } from '../sql.js';
import { addContext, contextLevel, contextOf } from './context.js';
import { removeActivityContent } from './remove-content.js';

export interface NewActivity {
  courseId: number;
  /** The section's number, 0 for the one on top. */
  section: number;
  /** `page`, `forum` … */
  module: string;
  name: string;
  /** Columns of the module's own table. */
  fields?: Row;
  /** Columns of `course_modules`. */
  settings?: Row;
  /** The highest grade; none: the activity is not graded. */
  grade?: number;
  /** Unix seconds. */
  time: number;
}

export interface ActivityIds {
  cmid: number;
  instance: number;
  contextid: number;
  gradeItem: number | null;
}

/** Adds an activity at the end of a section. */
export function addActivity(sql: SampleSql, activity: NewActivity): ActivityIds {
  const { courseId, module, time, name } = activity;
  const section = sql.first('course_sections', { course: courseId, section: activity.section });
  const moduleRow = sql.first('modules', { name: module });
  if (!section || !moduleRow) throw new Error(`No section ${activity.section} or no module ${module}`);
  const instance = sql.insert(module, { course: courseId, name, timemodified: time, ...activity.fields });
  const cmid = sql.insert('course_modules', {
    course: courseId,
    module: moduleRow.id,
    instance,
    section: section.id,
    added: time,
    ...activity.settings,
  });
  const contextid = addContext(sql, contextLevel.module, cmid, contextOf(sql, contextLevel.course, courseId));
  const sequence = section.sequence ? `${section.sequence},${cmid}` : String(cmid);
  sql.update('course_sections', { id: section.id }, { sequence });
  touchCourse(sql, courseId, time);
  return { cmid, instance, contextid, gradeItem: addGradeItem(sql, activity, instance) };
}

function addGradeItem(sql: SampleSql, activity: NewActivity, instance: number): number | null {
  if (activity.grade === undefined) return null;
  const items = sql.select('grade_items', { courseid: activity.courseId });
  const category = sql.first('grade_categories', { courseid: activity.courseId });
  return sql.insert('grade_items', {
    courseid: activity.courseId,
    categoryid: category?.id ?? null,
    itemname: activity.name,
    itemtype: 'mod',
    itemmodule: activity.module,
    iteminstance: instance,
    itemnumber: 0,
    gradetype: 1,
    grademax: activity.grade,
    sortorder: items.length + 1,
    timecreated: activity.time,
    timemodified: activity.time,
  });
}

/** Deletes an activity with its content, grades, completion, files and context. */
export function removeActivity(sql: SampleSql, cmid: number, time: number): void {
  const cm = sql.first('course_modules', { id: cmid });
  if (!cm) throw new Error(`No activity ${cmid}`);
  removeActivityContent(sql, cm);
  const section = sql.first('course_sections', { id: Number(cm.section) });
  if (section) {
    const left = cmIds(section).filter((id) => id !== cmid);
    sql.update('course_sections', { id: section.id }, { sequence: left.join(',') });
  }
  touchCourse(sql, Number(cm.course), time);
}

/** The activities of a section in their order, by the ids of their course modules. */
export function cmIds(section: StoredRow): number[] {
  return String(section.sequence ?? '')
    .split(',')
    .filter(Boolean)
    .map(Number);
}

/** Makes Moodle forget what it has cached of a course; the course's own `timemodified` stays, as in Moodle. */
export function touchCourse(sql: SampleSql, courseId: number, time: number): void {
  const cacherev = Number(sql.first('course', { id: courseId })?.cacherev ?? 0);
  sql.update('course', { id: courseId }, { cacherev: Math.max(cacherev + 1, time) });
}
