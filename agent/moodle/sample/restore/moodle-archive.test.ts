/** A backup that a real Moodle has made. The recorded one lies outside of the project. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { expect, test } from '@jest/globals';
import { openFixture, testRun } from '../testing/sample-fixture.js';

const golden = process.env.GOLDEN_DIR;
const name = 'moodle45-course_3-by-php.zip';

/** The `.mbz` in the recorded zip, whose password stands in the file beside it. */
async function recordedArchive(folder: string): Promise<Uint8Array> {
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const password = /by-php\.zip`.*password `([^`]+)`/.exec(readme)?.[1];
  const reader = new ZipReader(new BlobReader(new Blob([await readFile(join(folder, name))])), { password });
  const [entry] = await reader.getEntries();
  if (!entry || entry.directory) throw new Error('The recorded zip has no file');
  const data = await entry.getData(new Uint8ArrayWriter(), { useWebWorkers: false });
  await reader.close();
  return data;
}

if (golden === undefined || !existsSync(join(golden, name))) {
  console.warn('GOLDEN_DIR is not set: the backup made by a real Moodle is not restored.');
  test.skip('a backup made by a real Moodle', () => undefined);
} else {
  test('a backup made by a real Moodle restores with its sections, activities, posts and people', async () => {
    const { site, editor, folder, dispose } = await openFixture();
    try {
      const file = join(folder, 'moodle.mbz');
      await writeFile(file, await recordedArchive(golden));
      expect(await site.bridge.inspectArchive(file, testRun())).toEqual({
        type: 'course',
        moodleRelease: '4.5.6 (Build: 20250811)',
        originalCourseId: 3,
        originalFullname: 'Test course: XS',
        includesUsers: true,
      });
      const courseId = editor.courseId('SANDBOX');
      expect(await site.bridge.restoreCourse({ courseId, file }, testRun())).toEqual({ warnings: [] });
      const view = editor.view(courseId);
      expect(view.sections.map((section) => section.activities.map((activity) => activity.name))).toEqual([
        ['Small files', 'Forum'],
        ['Assignment 1', 'Page 1', 'Big file 0'],
      ]);
      expect(view).toMatchObject({ enrolled: 2, posts: 2 });
    } finally {
      await dispose();
    }
  });
}
