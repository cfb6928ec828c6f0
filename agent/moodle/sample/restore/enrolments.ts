/** Ways to enrol, and who is enrolled by them. */
import type { XmlElement } from '../../archive-xml.js';
import { enrolments, userEnrolment } from '../structure/course.js';
import { addDefaultMethods, addManualMethod } from '../course/enrolment.js';
import type { CourseRestore } from './course-restore.js';

/** As Moodle does it: without the methods people are enrolled by hand, and without people a course begins like any new one. */
export function restoreEnrolments(restore: CourseRestore, element: XmlElement): void {
  const { sql, reader, course, included, time } = restore;
  const scope = { courseid: course.id };
  if (included.enrolmentMethods) {
    reader.elements([enrolments], element, course.id, scope);
    return;
  }
  if (!included.users) {
    addDefaultMethods(sql, course.id, time);
    return;
  }
  const manual = addManualMethod(sql, course.id, time);
  const enrolled = new Set<string>();
  const inside = (elements: XmlElement[], name: string) => elements.flatMap((found) => found.all(name));
  const methods = inside(element.all('enrols'), 'enrol');
  for (const enrolment of inside(inside(methods, 'user_enrolments'), 'enrolment')) {
    const user = enrolment.text('userid') ?? '';
    if (!enrolled.has(user)) reader.element(userEnrolment, enrolment, manual, scope);
    enrolled.add(user);
  }
}
