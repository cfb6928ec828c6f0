/** `core_course_async_duplicate_course` (MDL-64916). */
import { defineFunction } from '../../webservice/function.js';
import { int, single, text } from '../../webservice/spec.js';
import { invalidParameter } from '../../webservice/webservice-error.js';
import { requireCategory, requireCourse } from '../checks.js';
import { orderDuplicate } from '../order.js';
import { inMoodlesWords } from './moodle-errors.js';
import { optionsSpec, readOptions } from './options.js';

/** Characters that Moodle's columns take. */
const limits = { fullname: 254, shortname: 100 } as const;

export const duplicateCourse = defineFunction({
  name: 'core_course_async_duplicate_course',
  type: 'write',
  description: 'Duplicates a course, asynchronously',
  parameters: single({
    id: int('ID of the course to duplicate'),
    fullname: text('text', 'Fullname of duplicated course'),
    shortname: text('text', 'Shortname of duplicated course'),
    categoryid: int('Category to duplicate course into'),
    options: optionsSpec,
  }),
  async run({ id, fullname, shortname, categoryid, options: given }, call) {
    const { context, caller } = call;
    return inMoodlesWords(async () => {
      await requireCourse(context.site, id);
      await requireCategory(context.site, categoryid);
      const options = readOptions(given);
      const course = { level: 'course', id } as const;
      const category = { level: 'coursecat', id: categoryid } as const;
      await call.requireCapability('moodle/course:create', category);
      await call.requireCapability('moodle/restore:restorecourse', category);
      await call.requireCapability('moodle/backup:backupcourse', course);
      // Who may not choose would silently get something else.
      if (given.length > 0) {
        await call.requireCapability('moodle/backup:configure', course);
        await call.requireCapability('moodle/restore:configure', category);
      }
      if (options.users) {
        await call.requireCapability('moodle/backup:userinfo', course);
        await call.requireCapability('moodle/restore:userinfo', category);
      }
      const { copyId } = await orderDuplicate(context, {
        userId: caller.userId,
        courseId: id,
        categoryId: categoryid,
        fullname: named('fullname', fullname),
        shortname: named('shortname', shortname),
        options,
      });
      return { duplicateid: copyId };
    });
  },
});

/** @throws WebserviceError for a name that no course can have */
function named(field: keyof typeof limits, value: string): string {
  const name = value.trim();
  if (name === '') throw invalidParameter(`${field}: must not be empty`);
  if ([...name].length > limits[field])
    throw invalidParameter(`${field}: must not be longer than ${limits[field]} characters`);
  return name;
}
