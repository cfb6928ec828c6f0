/** What the course and each activity may have in its context. */
import type { Row } from '../sql.js';
import { comments, filters, logs } from '../structure/course.js';
import type { CourseRestore } from './course-restore.js';

/** @param scope with the context's id, level and instance */
export function restoreInContext(
  { archive, reader }: CourseRestore,
  directory: string,
  scope: Row & { contextid: number },
): void {
  const { contextid } = scope;
  reader.elements([filters], archive.optional(`${directory}/filters.xml`, 'filters'), contextid, scope);
  reader.elements([comments], archive.optional(`${directory}/comments.xml`, 'comments'), contextid, scope);
  reader.elements([logs], archive.optional(`${directory}/logstores.xml`, 'logstores'), contextid, scope);
}
