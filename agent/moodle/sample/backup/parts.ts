/** The XML files of a course backup, one after the other, so that no more than one of them is in memory. */
import type { SampleSql, StoredRow } from '../sql.js';
import {
  activityCompletion,
  activityGrades,
  activityItems,
  block as blockNode,
  comments,
  courseCompletion,
  course as courseNode,
  courseModule,
  enrolments,
  filters,
  gradebook,
  gradeHistory,
  groups,
  logs,
  roleAssignments,
  section as sectionNode,
} from '../structure/course.js';
import type { Included } from '../structure/included.js';
import { fileItems, moduleStructure } from '../structure/modules.js';
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

/**
 * Everything but the manifest and the files' contents.
 * @param files is filled with the rows of the files that belong into the archive
 */
export function* archiveParts(
  sql: SampleSql,
  map: CourseMap,
  included: Included,
  files: StoredRow[],
): Generator<ArchivePart> {
  const writer = new RowWriter(sql, included);
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
  yield* inContext(writer, 'course', context);
  for (const { block, contextid, directory } of map.blocks) {
    yield whole(`${directory}/block.xml`, blockNode, block, { attributes: { contextid } });
  }
  for (const section of map.sections) {
    yield whole(`${sectionDirectory(section.id)}/section.xml`, sectionNode, section);
  }
  for (const activity of map.activities) yield* activityParts(sql, writer, activity, whole);
  yield part('groups.xml', 'groups', writer.elements(groups, course));
  // Moodle restores neither of them without all of the activities.
  if (included.activities) {
    yield part('gradebook.xml', 'gradebook', writer.elements(gradebook, course));
    const items = sql
      .select('grade_items', { courseid: course.id })
      .filter((item) => item.itemtype !== 'mod');
    yield part(
      'grade_history.xml',
      'grade_history',
      items.flatMap((item) => writer.elements([gradeHistory], item)),
    );
    yield part('completion.xml', 'course_completion', writer.elements(courseCompletion, course));
  }
  const contexts = [context.id, ...map.activities.map((activity) => activity.contextid)];
  const questions = contexts.flatMap((id) => writer.elements([questionCategory], { id }));
  yield part('questions.xml', 'question_categories', questions);

  files.push(...map.files.filter((file) => belongs(writer, file)));
  for (const file of files) writer.note('user', Number(file.userid ?? 0));
  const fileNode = row('file', 'files');
  yield part(
    'files.xml',
    'files',
    files.map((file) => writer.element(fileNode, file)),
  );
  const rowsOf = (table: string) => writer.noted(table).flatMap((id) => sql.select(table, { id }));
  const list = (name: string, table: string) =>
    rowsOf(table).map((found) => writer.element(row(name, table), found));
  if (included.users) yield part('users.xml', 'users', list('user', 'user'));
  yield part('roles.xml', 'roles_definition', list('role', 'role'));
  yield part('scales.xml', 'scales_definition', []);
  yield part('outcomes.xml', 'outcomes_definition', []);
}

/** A file that names a row goes where the row goes: a submission's not without the submission. */
function belongs(writer: RowWriter, file: StoredRow): boolean {
  const owner = fileItems[`${file.component}/${file.filearea}`];
  return owner === undefined || Number(file.itemid) === 0 || writer.wrote(owner, Number(file.itemid));
}

/** What the course and each activity may have in its context. */
function* inContext(writer: RowWriter, directory: string, context: { id: number }): Generator<ArchivePart> {
  const document = (name: string, root: string, node: StructureNode) => ({
    path: `${directory}/${name}`,
    xml: xmlDocument(xmlElement(root, writer.elements([node], context))),
  });
  yield document('filters.xml', 'filters', filters);
  yield document('comments.xml', 'comments', comments);
  yield document('logstores.xml', 'logstores', logs);
}

function* activityParts(
  sql: SampleSql,
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
  yield* inContext(writer, directory, { id: contextid });
  const items = sql.select('grade_items', activityItems(module, instance.id));
  yield {
    path: `${directory}/grade_history.xml`,
    xml: xmlDocument(
      xmlElement(
        'grade_history',
        items.flatMap((item) => writer.elements([gradeHistory], item)),
      ),
    ),
  };
}
