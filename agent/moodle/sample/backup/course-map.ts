/** What a course consists of, as far as a backup must know before it begins. */
import { contextLevel, contextOf } from '../course/context.js';
import { moduleStructure } from '../structure/modules.js';
import type { Included } from '../structure/included.js';
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

/** A block of the course's page. */
export interface CourseBlock {
  block: StoredRow;
  contextid: number;
  /** `course/blocks/html_5` */
  directory: string;
}

export interface CourseMap {
  course: StoredRow;
  context: StoredRow;
  sections: StoredRow[];
  activities: CourseActivity[];
  blocks: CourseBlock[];
  /** Of all that was asked for; some may turn out to belong to rows that are left out. */
  files: StoredRow[];
}

/** @returns undefined when there is no such course */
export function mapCourse(sql: SampleSql, courseId: number, included: Included): CourseMap | undefined {
  const course = sql.first('course', { id: courseId });
  const context = sql.first('context', { id: contextOf(sql, contextLevel.course, courseId) });
  if (!course || !context) return undefined;
  const sections = sql.select('course_sections', { course: courseId }, 'section');
  const activities = included.activities ? sections.flatMap((section) => activitiesOf(sql, section)) : [];
  const blocks = included.blocks ? blocksOf(sql, context) : [];
  const contexts = [context.id, ...[...activities, ...blocks].map(({ contextid }) => contextid)];
  const files = contexts.flatMap((contextid) => sql.select('files', { contextid }));
  return { course, context, sections, activities, blocks, files };
}

function blocksOf(sql: SampleSql, context: StoredRow): CourseBlock[] {
  return sql.select('block_instances', { parentcontextid: context.id }).map((block) => ({
    block,
    contextid: contextOf(sql, contextLevel.block, block.id),
    directory: `course/blocks/${block.blockname}_${block.id}`,
  }));
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
