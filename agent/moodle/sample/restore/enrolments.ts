/** Ways to enrol, and who is enrolled by them. */
import type { XmlElement } from '../../archive-xml.js';
import { enrolments, userEnrolment } from '../structure/course.js';
import { roleIds } from '../build/roles.js';
import type { CourseRestore } from './course-restore.js';

/** Without the methods people are enrolled by hand, as Moodle does it; without people there is just that method. */
export function restoreEnrolments(restore: CourseRestore, element: XmlElement): void {
  const { sql, reader, course, included, time } = restore;
  const scope = { courseid: course.id };
  if (included.enrolmentMethods) {
    reader.elements([enrolments], element, course.id, scope);
    return;
  }
  const manual = sql.insert('enrol', {
    enrol: 'manual',
    courseid: course.id,
    roleid: roleIds.student,
    expirythreshold: 86400,
    timecreated: time,
    timemodified: time,
  });
  if (!included.users) return;
  const enrolled = new Set<string>();
  const inside = (elements: XmlElement[], name: string) => elements.flatMap((found) => found.all(name));
  const methods = inside(element.all('enrols'), 'enrol');
  for (const enrolment of inside(inside(methods, 'user_enrolments'), 'enrolment')) {
    const user = enrolment.text('userid') ?? '';
    if (!enrolled.has(user)) reader.element(userEnrolment, enrolment, manual, scope);
    enrolled.add(user);
  }
}
