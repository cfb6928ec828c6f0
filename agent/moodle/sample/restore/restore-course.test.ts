import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CourseArchive } from '../../bridge.js';
import { openFixture, readTexts, testRun, type SampleFixture } from '../testing/sample-fixture.js';
import { withoutIds } from '../testing/without-ids.js';

let fixture: SampleFixture;
let course: number;
let archive: CourseArchive;

beforeAll(async () => {
  fixture = await openFixture();
  course = fixture.editor.courseId('COMP101');
  archive = await fixture.site.bridge.backupCourse({ courseId: course }, testRun());
});
afterAll(() => fixture.dispose());

const restore = (file = archive.path, run = testRun()) =>
  fixture.site.bridge.restoreCourse({ courseId: course, file }, run);
const names = () =>
  fixture.editor.view(course).sections.map((section) => section.activities.map((activity) => activity.name));

describe('a restored course', () => {
  beforeEach(() => restore());

  test('shows what was in the backup, whatever was done to it since', async () => {
    const { editor } = fixture;
    const before = editor.view(course);
    const namesBefore = names();
    editor.deleteActivity(editor.activity(course, 'assign'));
    editor.deleteActivity(editor.activity(course, 'quiz'));
    editor.addActivity({ courseId: course, section: 2, module: 'page', name: 'Written after the backup' });
    editor.post(editor.activity(course, 'forum'), 2, 'Later', '<p>Later</p>');
    const [, student] = editor.enrolled(course);
    editor.unenrol(course, student ?? 0);
    expect(names()).not.toEqual(namesBefore);

    const run = testRun();
    expect(await restore(archive.path, run)).toEqual({ warnings: [] });
    expect(names()).toEqual(namesBefore);
    const { enrolled, submissions, posts, attempts, grades } = before;
    expect(editor.view(course)).toMatchObject({ enrolled, submissions, posts, attempts, grades });
    expect(run.fractions).toEqual([...run.fractions].sort((a, b) => a - b));
    expect(run.fractions.at(-1)).toBe(1);
    expect(await fixture.leftovers()).toHaveLength(1);
  });

  test('backs up to the same again, but for the ids', async () => {
    const again = await fixture.site.bridge.backupCourse({ courseId: course }, testRun());
    const [first, second] = await Promise.all([readTexts(archive.path), readTexts(again.path)]);
    expect(withoutIds(second)).toEqual(withoutIds(first));
    await again.release();
  });

  test('keeps together what belongs together', () => {
    const { sql } = fixture;
    const threads = `SELECT p.subject, q.subject AS answered, p.discussion = q.discussion AS same
      FROM {forum_posts} p JOIN {forum_discussions} d ON d.id = p.discussion
      LEFT JOIN {forum_posts} q ON q.id = p.parent WHERE d.course = ? AND p.parent > 0`;
    const answers = sql.query<{ answered: string | null; same: number }>(threads, [course]);
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers) expect(answer).toMatchObject({ answered: expect.any(String), same: 1 });

    const slots = sql.query<{ quiz: string; question: string }>(
      `SELECT z.name AS quiz, q.name AS question FROM {quiz} z JOIN {quiz_slots} s ON s.quizid = z.id
        JOIN {question_references} r ON r.itemid = s.id AND r.component = 'mod_quiz'
        JOIN {question_versions} v ON v.questionbankentryid = r.questionbankentryid
        JOIN {question} q ON q.id = v.questionid WHERE z.course = ?`,
      [course],
    );
    expect(slots.length).toBeGreaterThan(0);
    for (const { quiz, question } of slots)
      expect(quiz.replace('Quiz: ', '')).toBe(question.replace(/ \d$/, ''));

    const files = sql.query<{ text: string; filename: string }>(
      `SELECT t.onlinetext AS text, f.filename FROM {files} f JOIN {assign_submission} s ON s.id = f.itemid
        JOIN {assign} a ON a.id = s.assignment JOIN {assignsubmission_onlinetext} t ON t.submission = s.id
        WHERE f.component = 'assignsubmission_file' AND f.filename = 'essay-' || s.userid || '.txt'
          AND a.course = ?`,
      [course],
    );
    expect(files.length).toBeGreaterThan(0);
  });

  test('leaves every other course as it was', async () => {
    const others = fixture.sql.query<{ id: number }>('SELECT id FROM {course} WHERE id NOT IN (1, ?)', [
      course,
    ]);
    const views = () => others.map(({ id }) => fixture.editor.view(id));
    const before = views();
    await restore();
    expect(views()).toEqual(before);
  });
});

test('a backup restores into another course too, which keeps its own name', async () => {
  const { editor, site } = fixture;
  const other = editor.courseId('SANDBOX');
  await site.bridge.restoreCourse({ courseId: other, file: archive.path }, testRun());
  expect(editor.view(other).sections.map((section) => section.activities.map(({ name }) => name))).toEqual(
    names(),
  );
  expect(editor.view(other).fullname).toBe('Sandbox — try things here');
});

test('people who are not there any more get an account again', async () => {
  const { sql, editor } = fixture;
  const [, student] = editor.enrolled(course);
  const before = sql.first('user', { id: student ?? 0 });
  sql.remove('user', { id: student ?? 0 });
  await restore();
  const made = sql.first('user', { username: String(before?.username) });
  expect(made).toMatchObject({
    firstname: before?.firstname,
    lastname: before?.lastname,
    email: before?.email,
  });
  expect(made?.id).not.toBe(before?.id);
  expect(editor.enrolled(course)).toContain(made?.id);
});

test('a course that is gone is not restored into', async () => {
  const gone = fixture.site.bridge.restoreCourse({ courseId: 99999, file: archive.path }, testRun());
  await expect(gone).rejects.toMatchObject({ kind: 'not-found' });
});

test('a cancelled restore leaves the course and the temporary folder as they were', async () => {
  const control = new AbortController();
  const before = fixture.editor.view(course);
  const run = testRun(control.signal);
  const cancel = { ...run, progress: (fraction: number) => void (fraction >= 0.5 && control.abort()) };
  await expect(restore(archive.path, cancel)).rejects.toMatchObject({ kind: 'aborted' });
  expect(fixture.editor.view(course)).toEqual(before);
  expect(await fixture.leftovers()).toHaveLength(1);
});

test('two restores at once end one after the other', async () => {
  const copy = join(fixture.folder, 'copy.mbz');
  await copyFile(archive.path, copy);
  const before = names();
  await Promise.all([restore(), restore(copy)]);
  expect(names()).toEqual(before);
});
