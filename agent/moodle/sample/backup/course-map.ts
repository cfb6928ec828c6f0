/** What a course consists of, as far as a backup must know before it begins. */
import { contextLevel, contextOf } from '../course/context.js';
import { contentsOf } from '../filedir.js';
import { moduleStructure } from '../structure/modules.js';
import type { SampleSql, StoredRow } from '../sql.js';

export interface CourseActivity {
  cm: StoredRow;
  module: string;
  instance: StoredRow;
  contextid: number;
  section: StoredRow;
  /** `activities/page_12` */
  directory: string;
}

export interface CourseMap {
  course: StoredRow;
  context: StoredRow;
  sections: StoredRow[];
  activities: CourseActivity[];
  files: StoredRow[];
  /** Sizes in bytes by content hash. */
  contents: Map<string, number>;
}

/** @returns undefined when there is no such course */
export function mapCourse(sql: SampleSql, courseId: number): CourseMap | undefined {
  const course = sql.first('course', { id: courseId });
  const context = sql.first('context', { id: contextOf(sql, contextLevel.course, courseId) });
  if (!course || !context) return undefined;
  const sections = sql.select('course_sections', { course: courseId }, 'section');
  const activities = sections.flatMap((section) => activitiesOf(sql, section));
  const files = [context.id, ...activities.map((activity) => activity.contextid)].flatMap((contextid) =>
    sql.select('files', { contextid }),
  );
  return { course, context, sections, activities, files, contents: contentsOf(files) };
}

/** The activities of a section in the order in which they are shown. */
export function activitiesOf(sql: SampleSql, section: StoredRow): CourseActivity[] {
  const order = String(section.sequence ?? '').split(',');
  return sql
    .select('course_modules', { section: section.id })
    .sort((a, b) => order.indexOf(String(a.id)) - order.indexOf(String(b.id)))
    .flatMap((cm) => {
      const module = String(sql.first('modules', { id: Number(cm.module) })?.name ?? '');
      const instance = moduleStructure(module) && sql.first(module, { id: Number(cm.instance) });
      if (!instance) return [];
      const contextid = contextOf(sql, contextLevel.module, cm.id);
      return [{ cm, module, instance, contextid, section, directory: `activities/${module}_${cm.id}` }];
    });
}
