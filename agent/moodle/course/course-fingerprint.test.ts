/** On the sample site, whose tables are Moodle's; `php-live.test.ts` does the same on a real one. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Row } from '../sample/sql.js';
import { openFixture, testRun, type SampleFixture } from '../sample/testing/sample-fixture.js';
import { courseFingerprint } from './course-fingerprint.js';
import { courseFilesSize } from './course-size.js';
import { notContent } from './not-content.js';

let sample: SampleFixture;
let course: number;
let other: number;
const take = (id = course) => courseFingerprint(sample.site, id);

beforeAll(async () => {
  sample = await openFixture();
  const courses = sample.sql.select('course').filter((row) => row.id > 1);
  // One that has something of every kind.
  const full = courses.find((row) => {
    const kinds = sample.editor.view(row.id).sections.flatMap((s) => s.activities.map((a) => a.module));
    return ['forum', 'assign', 'quiz'].every((kind) => kinds.includes(kind));
  });
  course = full!.id;
  other = courses.find((row) => row.id !== course)!.id;
});
afterAll(() => sample.dispose());

test('stays while nothing happens, also through a backup, reading and logging', async () => {
  const before = await take();
  expect(before).toMatch(/^v1:[0-9a-f]{64}$/);
  const archive = await sample.site.bridge.backupCourse({ courseId: course }, testRun());
  expect(await take()).toBe(before);
  await archive.release();
  expect(await take()).toBe(before);
  sample.sql.update('course', { id: course }, { cacherev: 1_999_999_999 });
  sample.sql.update('user', { id: sample.editor.enrolled(course)[0]! }, { lastaccess: 1_999_999_999 });
  expect(await take()).toBe(before);
});

test('is not touched by what happens in another course', async () => {
  const [before, beforeOther] = [await take(), await take(other)];
  sample.editor.changeCourse(other, { summary: 'Something else' });
  expect(await take()).toBe(before);
  expect(await take(other)).not.toBe(beforeOther);
});

describe('notices', () => {
  const student = () => sample.editor.enrolled(course)[0]!;
  const rowsOf = (table: string, where: Row) => sample.sql.select(table, where);
  const changes: Readonly<Record<string, () => unknown>> = {
    'a setting of the course': () => sample.editor.changeCourse(course, { summary: 'New words' }),
    'a new activity': () =>
      sample.editor.addActivity({ courseId: course, section: 1, module: 'page', name: 'New' } as never),
    'a changed activity': () =>
      sample.editor.changeActivity(sample.editor.activity(course, 'forum'), { intro: 'Other words' }),
    'a deleted activity': () => sample.editor.deleteActivity(sample.editor.activity(course, 'page')),
    'a section’s name': () =>
      sample.sql.update(
        'course_sections',
        { id: rowsOf('course_sections', { course })[0]!.id },
        { name: 'Week 0' },
      ),
    'an activity hidden': () =>
      sample.sql.update('course_modules', { id: sample.editor.activity(course, 'assign') }, { visible: 0 }),
    'a submission': () =>
      sample.editor.submit(sample.editor.activity(course, 'assign'), student(), 'My work'),
    'a grade': () => sample.editor.grade(sample.editor.activity(course, 'assign'), student(), 71),
    'an enrolment': () => sample.editor.enrol(course, sample.editor.outsider(course)),
    'an end of an enrolment': () => sample.editor.unenrol(course, sample.editor.enrolled(course).at(-1)!),
    'a forum post': () =>
      sample.editor.post(sample.editor.activity(course, 'forum'), student(), 'Question', 'Why?'),
    'a role given': () =>
      sample.sql.insert('role_assignments', { roleid: 4, contextid: contextId(), userid: 2 } as Row),
    'a new file': () =>
      sample.sql.insert('files', {
        ...{ contenthash: 'a'.repeat(40), pathnamehash: 'b'.repeat(40), contextid: contextId() },
        ...{ component: 'course', filearea: 'overviewfiles', itemid: 0, filepath: '/', filename: 'x.png' },
        ...{ filesize: 12345, timecreated: 1, timemodified: 1 },
      } as Row),
  };
  const contextId = () => rowsOf('context', { contextlevel: 50, instanceid: course })[0]!.id;

  test.each(Object.keys(changes))('%s', async (kind) => {
    const before = await take();
    changes[kind]!();
    expect(await take()).not.toBe(before);
  });
});

test('a course’s files are counted once each, without its backups', async () => {
  const contextid = sample.sql.select('context', { contextlevel: 50, instanceid: other })[0]!.id;
  const before = await courseFilesSize(sample.site.database, other);
  const file = (n: number, contenthash: string, component: string) =>
    sample.sql.insert('files', {
      ...{ contenthash, pathnamehash: `${n}`.repeat(40), contextid, component, filearea: 'f' },
      ...{ itemid: 0, filepath: '/', filename: `${n}`, filesize: 1000, timecreated: 1, timemodified: 1 },
    } as Row);
  file(1, 'c'.repeat(40), 'course');
  file(2, 'c'.repeat(40), 'course');
  file(3, 'd'.repeat(40), 'backup');
  expect(await courseFilesSize(sample.site.database, other)).toBe(before + 1000);
});

test.each([
  ['logstore_standard_log', true],
  ['user_lastaccess', true],
  ['backup_controllers', true],
  ['moopanel_course_backups', true],
  ['local_attendance_log', true],
  ['user_enrolments', false],
  ['bigbluebuttonbn_logs', false],
  ['glossary_entries', false],
  ['blog_association', false],
  ['local_attendance', false],
])('%s: no content is %s', (table, expected) => expect(notContent(table)).toBe(expected));
