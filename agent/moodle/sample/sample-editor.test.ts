import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SampleEditor } from './sample-editor.js';
import { openFixture, type SampleFixture } from './testing/sample-fixture.js';

const time = Date.UTC(2030, 0, 1) / 1000;
let fixture: SampleFixture;
let editor: SampleEditor;
let course: number;

beforeAll(async () => {
  fixture = await openFixture();
  editor = new SampleEditor(fixture.layout.folder, () => new Date(time * 1000));
  course = editor.courseId('NURS101');
});
afterAll(async () => {
  editor.close();
  await fixture.dispose();
});

const cmNames = () =>
  editor.view(course).sections.flatMap((section) => section.activities.map(({ name }) => name));
const instanceOf = (cmid: number) => Number(fixture.sql.first('course_modules', { id: cmid })?.instance);

test('an activity is added at the end of its section, and goes with everything of it', () => {
  const { sql } = fixture;
  const counts = () => ['course_modules', 'page', 'context'].map((table) => sql.select(table).length);
  const before = counts();
  const cmid = editor.addActivity({ courseId: course, section: 1, module: 'page', name: 'New page' });
  expect(editor.view(course).sections[1]?.activities.at(-1)).toEqual({
    cmid,
    module: 'page',
    name: 'New page',
  });
  expect(sql.first('page', { id: instanceOf(cmid) })).toMatchObject({ course, timemodified: time });
  expect(Number(sql.first('course', { id: course })?.cacherev)).toBeGreaterThanOrEqual(time);
  editor.deleteActivity(cmid);
  expect(counts()).toEqual(before);
  expect(cmNames()).not.toContain('New page');
});

test('a deleted assignment takes submissions, grades and files with it', () => {
  const { sql } = fixture;
  const cmid = editor.activity(course, 'assign');
  const assignment = instanceOf(cmid);
  const context = sql.first('context', { contextlevel: 70, instanceid: cmid })?.id ?? 0;
  expect(sql.select('assign_submission', { assignment }).length).toBeGreaterThan(0);
  const item = sql.first('grade_items', { itemmodule: 'assign', iteminstance: assignment })?.id ?? 0;
  const other =
    sql.select('assign_submission').length - sql.select('assign_submission', { assignment }).length;
  editor.deleteActivity(cmid);
  expect(sql.select('assign_submission')).toHaveLength(other);
  expect(sql.select('assign_grades', { assignment })).toEqual([]);
  expect(sql.select('grade_grades', { itemid: item })).toEqual([]);
  expect(sql.select('files', { contextid: context })).toEqual([]);
  expect(sql.first('context', { id: context })).toBeUndefined();
});

test('settings of an activity and of a course are saved with their time', () => {
  const cmid = editor.activity(course, 'page');
  editor.changeActivity(cmid, { name: 'Renamed' });
  expect(cmNames()).toContain('Renamed');
  expect(fixture.sql.first('page', { id: instanceOf(cmid) })?.timemodified).toBe(time);
  editor.changeCourse(course, { fullname: 'Care, revised' });
  expect(editor.view(course).fullname).toBe('Care, revised');
  expect(fixture.sql.first('course', { id: course })?.timemodified).toBe(time);
});

test('a submission, and a grade for it that counts in the course total', () => {
  const { sql } = fixture;
  const cmid = editor.addActivity({
    courseId: course,
    section: 1,
    module: 'assign',
    name: 'Essay',
    grade: 50,
  });
  const [, , student = 0] = editor.enrolled(course);
  const before = editor.view(course).submissions;
  const id = editor.submit(cmid, student, '<p>First</p>');
  expect(editor.submit(cmid, student, '<p>Better</p>')).toBe(id);
  expect(editor.view(course).submissions).toBe(before + 1);
  expect(sql.first('assignsubmission_onlinetext', { submission: id })?.onlinetext).toBe('<p>Better</p>');

  const itemid = sql.first('grade_items', { courseid: course, itemtype: 'course' })?.id ?? 0;
  const total = () => Number(sql.first('grade_grades', { itemid, userid: student })?.finalgrade ?? 0);
  const earlier = total();
  editor.grade(cmid, student, 40);
  expect(total()).toBe(earlier + 40);
  editor.grade(cmid, student, 45);
  expect(total()).toBe(earlier + 45);
  expect(sql.select('assign_grades', { assignment: instanceOf(cmid) })).toMatchObject([
    { userid: student, grade: 45, timemodified: time },
  ]);
});

test('a discussion and an answer', () => {
  const cmid = editor.activity(course, 'forum');
  const before = editor.view(course).posts;
  const first = editor.post(cmid, 2, 'Hello', '<p>Two words</p>');
  const answer = editor.reply(first, 2, '<p>Yes</p>');
  expect(editor.view(course).posts).toBe(before + 2);
  const post = fixture.sql.first('forum_posts', { id: answer });
  expect(post).toMatchObject({ parent: first, modified: time, wordcount: 1 });
  expect(fixture.sql.first('forum_discussions', { id: Number(post?.discussion) })).toMatchObject({
    course,
    firstpost: first,
    timemodified: time,
  });
});

test('people come and go', () => {
  const person = editor.outsider(course);
  const before = editor.view(course).enrolled;
  editor.enrol(course, person);
  editor.enrol(course, person);
  expect(editor.view(course).enrolled).toBe(before + 1);
  expect(editor.enrolled(course)).toContain(person);
  editor.unenrol(course, person);
  expect(editor.view(course).enrolled).toBe(before);
  expect(editor.outsider(course)).toBe(person);
});

test('what is not there is said to be not there', () => {
  expect(() => editor.view(99999)).toThrow('No course 99999');
  expect(() => editor.courseId('NOPE')).toThrow('No course NOPE');
  expect(() => editor.deleteActivity(99999)).toThrow('No activity 99999');
  expect(() => editor.grade(editor.activity(course, 'page'), 3, 1)).toThrow('not graded');
});
