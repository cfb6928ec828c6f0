/** Deletes the content of an activity, and of a whole course before another is put in its place. */
import type { SampleSql, StoredRow } from '../sql.js';
import {
  activityCompletion,
  activityGrades,
  activityItems,
  block,
  comments,
  courseCompletion,
  enrolments,
  filters,
  gradebook,
  gradeHistory,
  groups,
  roleAssignments,
} from '../structure/course.js';
import { moduleStructure } from '../structure/modules.js';
import { questionCategory } from '../structure/questions.js';
import { removeRows } from '../structure/remove-rows.js';
import { contextLevel } from './context.js';

/** Everything of an activity; its section still names it afterwards. */
export function removeActivityContent(sql: SampleSql, cm: StoredRow): void {
  const module = String(sql.first('modules', { id: Number(cm.module) })?.name ?? '');
  const structure = moduleStructure(module);
  const instance = structure && sql.first(module, { id: Number(cm.instance) });
  if (structure && instance) {
    removeRows(sql, structure.children ?? [], instance);
    for (const item of sql.select('grade_items', activityItems(module, instance.id))) {
      removeRows(sql, [gradeHistory], item);
    }
    removeRows(sql, [activityGrades(module)], instance);
    sql.remove(module, { id: instance.id });
  }
  removeRows(sql, activityCompletion, cm);
  removeContext(sql, contextLevel.module, cm.id);
  sql.remove('course_modules', { id: cm.id });
}

/** What stands in a context, and the context; a course's own stays. */
function removeContext(sql: SampleSql, level: number, instance: number): void {
  const context = sql.first('context', { contextlevel: level, instanceid: instance });
  if (!context) return;
  removeRows(sql, [questionCategory, roleAssignments, filters, comments], context);
  sql.remove('files', { contextid: context.id });
  if (level !== contextLevel.course) sql.remove('context', { id: context.id });
}

/** Everything in a course but the course itself: sections, activities, grades, enrolments, groups, files. */
export function removeCourseContent(sql: SampleSql, course: StoredRow): void {
  for (const cm of sql.select('course_modules', { course: course.id })) removeActivityContent(sql, cm);
  for (const item of sql.select('grade_items', { courseid: course.id })) {
    removeRows(sql, [gradeHistory], item);
  }
  removeBlocks(sql, course);
  removeRows(sql, [...gradebook, ...courseCompletion, ...groups, enrolments], course);
  removeContext(sql, contextLevel.course, course.id);
  sql.remove('course_sections', { course: course.id });
}

/** The blocks of the course's page, with their contexts. */
function removeBlocks(sql: SampleSql, course: StoredRow): void {
  const context = sql.first('context', { contextlevel: contextLevel.course, instanceid: course.id });
  if (!context) return;
  for (const { id } of sql.select('block_instances', { parentcontextid: context.id })) {
    removeContext(sql, contextLevel.block, id);
  }
  removeRows(sql, [block], context);
}
