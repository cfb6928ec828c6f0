/** The row and the context of a course that is about to be restored. */
import { BridgeError } from '../../bridge.js';
import type { NewCourseRequest } from '../../course-copy-bridge.js';
import { addContext, contextLevel, contextOf } from '../course/context.js';
import type { RowReader } from '../restore/row-reader.js';
import type { UnpackedArchive } from '../restore/unpacked.js';
import type { SampleSql, StoredRow } from '../sql.js';
import { course as courseNode } from '../structure/course.js';
import { courseNames } from './course-names.js';

/**
 * Makes the course as `course.xml` describes it, in its category and under its new names.
 * @throws BridgeError `not-found` for the category, `moodle` where a name is taken
 */
export function makeCourse(
  sql: SampleSql,
  reader: RowReader,
  archive: UnpackedArchive,
  request: NewCourseRequest,
): StoredRow {
  const category = sql.first('course_categories', { id: request.categoryId });
  if (!category) throw new BridgeError('not-found', 'Category not exist.');
  const root = archive.read('course/course.xml', 'course');
  const names = courseNames(sql, request, {
    fullname: root.text('fullname') ?? '',
    shortname: root.text('shortname') ?? '',
  });
  const time = Math.floor(Date.now() / 1000);
  const id = reader.element(courseNode, root, 0, {});
  if (id === null) throw new BridgeError('bad-archive', 'The backup describes no course.');
  const last = sql.select('course', { category: category.id }, 'sortorder').at(-1)?.sortorder;
  sql.update(
    'course',
    { id },
    {
      ...names,
      category: category.id,
      sortorder: Number(last ?? category.sortorder) + 1,
      originalcourseid: Number(root.attribute('id')) || null,
      timecreated: time,
      timemodified: time,
    },
  );
  const count = Number(category.coursecount) + 1;
  sql.update('course_categories', { id: category.id }, { coursecount: count });
  addContext(sql, contextLevel.course, id, contextOf(sql, contextLevel.category, category.id));
  return sql.first('course', { id })!;
}
