import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { BridgeError } from '../../bridge.js';
import { openFixture, readTexts, testRun, type SampleFixture } from '../testing/sample-fixture.js';

let fixture: SampleFixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.dispose());

const backup = (courseId: number, run = testRun()) => fixture.site.bridge.backupCourse({ courseId }, run);

test('an archive has the layout of Moodle’s own and holds everything of the course', async () => {
  const courseId = fixture.editor.courseId('MATH101');
  const run = testRun();
  const archive = await backup(courseId, run);
  const texts = await readTexts(archive.path);
  const view = fixture.editor.view(courseId);
  for (const activity of view.sections.flatMap((section) => section.activities)) {
    const folder = `activities/${activity.module}_${activity.cmid}`;
    expect([...texts.keys()]).toEqual(
      expect.arrayContaining([
        `${folder}/${activity.module}.xml`,
        `${folder}/module.xml`,
        `${folder}/grades.xml`,
      ]),
    );
  }
  for (const name of [
    'moodle_backup.xml',
    'course/course.xml',
    'course/enrolments.xml',
    'course/roles.xml',
    'users.xml',
    'roles.xml',
    'groups.xml',
    'gradebook.xml',
    'questions.xml',
    'files.xml',
    'completion.xml',
  ]) {
    expect(texts.get(name)).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n</);
  }
  const all = [...texts.values()].join('');
  expect(all.match(/<enrolment id=/g)).toHaveLength(view.enrolled);
  expect(all.match(/<post id=/g)).toHaveLength(view.posts);
  expect(all.match(/<submission id=/g)).toHaveLength(view.submissions);
  expect(all.match(/<grade_grade id=/g)).toHaveLength(view.grades);
  expect(/<(password|secret)>/.test(texts.get('users.xml') ?? '')).toBe(false);
  expect(run.fractions).toEqual([...run.fractions].sort((a, b) => a - b));
  expect(run.fractions.at(-1)).toBe(1);
  expect(new Set(run.fractions).size).toBeGreaterThan(10);

  await archive.release();
  await archive.release();
  expect(existsSync(archive.path)).toBe(false);
  expect(await fixture.leftovers()).toEqual([]);
});

test('a large course says how far it is with its files', async () => {
  const run = testRun();
  const archive = await backup(fixture.editor.courseId('COMP230'), run);
  expect(archive.size).toBeGreaterThan(20 * 1024 * 1024);
  expect(run.fractions.filter((fraction) => fraction > 0.3 && fraction < 1).length).toBeGreaterThan(50);
  await archive.release();
});

test('a cancelled backup leaves nothing behind', async () => {
  const control = new AbortController();
  const run = testRun(control.signal);
  const cancelAt = (fraction: number) => {
    run.fractions.push(fraction);
    if (fraction > 0.5) control.abort();
  };
  const running = backup(fixture.editor.courseId('COMP230'), { ...run, progress: cancelAt });
  await expect(running).rejects.toMatchObject({ name: 'BridgeError', kind: 'aborted' });
  expect(await fixture.leftovers()).toEqual([]);
  expect(run.fractions.at(-1)).toBeLessThan(1);
});

test('one that is cancelled before it begins does not begin', async () => {
  await expect(backup(2, testRun(AbortSignal.abort()))).rejects.toMatchObject({ kind: 'aborted' });
  expect(await fixture.leftovers()).toEqual([]);
});

test.each([1, 99999, 0])('there is no course %i to back up', async (courseId) => {
  await expect(backup(courseId)).rejects.toMatchObject({ kind: 'not-found' });
  await expect(backup(courseId)).rejects.toBeInstanceOf(BridgeError);
  expect(await fixture.leftovers()).toEqual([]);
});

test('a backup is of one moment, whatever is changed while it is written', async () => {
  const courseId = fixture.editor.courseId('BIOL101');
  let changed = false;
  const run = testRun();
  const archive = await backup(courseId, {
    ...run,
    progress: () => {
      if (!changed) fixture.editor.addActivity({ courseId, section: 1, module: 'page', name: 'Too late' });
      changed = true;
    },
  });
  expect(changed).toBe(true);
  const texts = await readTexts(archive.path);
  expect([...texts.values()].join('')).not.toContain('Too late');
  await archive.release();
});
