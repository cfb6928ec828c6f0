/** The XML files of a course backup, one after the other, so that no more than one of them is in memory. */
import type { SampleSql } from '../sql.js';
import {
  activityCompletion,
  activityGrades,
  courseCompletion,
  course as courseNode,
  courseModule,
  enrolments,
  gradebook,
  groups,
  roleAssignments,
  section as sectionNode,
} from '../structure/course.js';
import { moduleStructure } from '../structure/modules.js';
import { row, type RowNode, type StructureNode } from '../structure/node.js';
import { questionCategory } from '../structure/questions.js';
import type { CourseActivity, CourseMap } from './course-map.js';
import { sectionDirectory } from './manifest.js';
import { RowWriter, type MoreXml } from './row-writer.js';
import { xmlDocument, xmlElement, xmlValues } from './xml.js';

export interface ArchivePart {
  path: string;
  xml: string;
}

/** Everything but the manifest and the files' contents. */
export function* archiveParts(sql: SampleSql, map: CourseMap): Generator<ArchivePart> {
  const writer = new RowWriter(sql);
  const { course, context } = map;
  const part = (path: string, root: string, children: readonly string[]) => ({
    path,
    xml: xmlDocument(xmlElement(root, children)),
  });
  const whole = (path: string, node: RowNode, found: typeof course, more: MoreXml = {}) => ({
    path,
    xml: xmlDocument(writer.element(node, found, more)),
  });

  const category = sql.first('course_categories', { id: Number(course.category) });
  const inCategory = xmlElement('category', xmlValues({ name: category?.name ?? '', description: null }), {
    id: course.category ?? 0,
  });
  yield whole('course/course.xml', courseNode, course, {
    children: [inCategory],
    attributes: { contextid: context.id },
  });
  yield part('course/enrolments.xml', 'enrolments', writer.elements([enrolments], course));
  yield part('course/roles.xml', 'roles', writer.elements([roleAssignments], context));
  for (const section of map.sections) {
    yield whole(`${sectionDirectory(section.id)}/section.xml`, sectionNode, section);
  }
  for (const activity of map.activities) yield* activityParts(writer, activity, whole);
  yield part('groups.xml', 'groups', writer.elements(groups, course));
  yield part('gradebook.xml', 'gradebook', writer.elements(gradebook, course));
  yield part('completion.xml', 'course_completion', writer.elements(courseCompletion, course));
  const contexts = [context.id, ...map.activities.map((activity) => activity.contextid)];
  const questions = contexts.flatMap((id) => writer.elements([questionCategory], { id }));
  yield part('questions.xml', 'question_categories', questions);

  for (const file of map.files) writer.note('user', Number(file.userid ?? 0));
  const fileNode = row('file', 'files');
  yield part(
    'files.xml',
    'files',
    map.files.map((file) => writer.element(fileNode, file)),
  );
  const rowsOf = (table: string) => writer.noted(table).flatMap((id) => sql.select(table, { id }));
  const list = (name: string, table: string) =>
    rowsOf(table).map((found) => writer.element(row(name, table), found));
  yield part('users.xml', 'users', list('user', 'user'));
  yield part('roles.xml', 'roles_definition', list('role', 'role'));
  yield part('scales.xml', 'scales_definition', []);
  yield part('outcomes.xml', 'outcomes_definition', []);
}

function* activityParts(
  writer: RowWriter,
  activity: CourseActivity,
  whole: (path: string, node: RowNode, found: CourseActivity['cm'], more: MoreXml) => ArchivePart,
): Generator<ArchivePart> {
  const { cm, module, instance, contextid, directory, section } = activity;
  const structure = moduleStructure(module);
  if (!structure) return;
  const inside = writer.element(structure, instance);
  const about = { id: instance.id, moduleid: cm.id, modulename: module, contextid };
  yield { path: `${directory}/${module}.xml`, xml: xmlDocument(xmlElement('activity', [inside], about)) };
  yield whole(`${directory}/module.xml`, courseModule, cm, {
    children: xmlValues({
      modulename: module,
      sectionid: section.id,
      sectionnumber: section.section ?? 0,
    }),
  });
  const document = (name: string, root: string, nodes: readonly StructureNode[], parent: typeof cm) => ({
    path: `${directory}/${name}`,
    xml: xmlDocument(xmlElement(root, writer.elements(nodes, parent))),
  });
  yield document('grades.xml', 'activity_gradebook', [activityGrades(module)], instance);
  yield document('completion.xml', 'completions', activityCompletion, cm);
  yield document('roles.xml', 'roles', [roleAssignments], { id: contextid });
}
