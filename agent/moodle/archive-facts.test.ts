import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { archiveLimits } from './archive-entries.js';
import { readArchiveFacts } from './archive-facts.js';
import { writeTgz } from './sample/testing/sample-fixture.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-facts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const facts = (file: string, signal = new AbortController().signal) => readArchiveFacts(file, signal);
const manifest = (inside: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<moodle_backup><information>${inside}</information></moodle_backup>`;
const about = (type: string, users: string) =>
  manifest(`<moodle_release>3.11.2+ (Build: 20210819)</moodle_release>
    <original_course_id>77</original_course_id>
    <original_course_fullname>Caf&#233; &amp; l&apos;histoire &lt;1&gt;</original_course_fullname>
    <details><detail backup_id="abc"><type>${type}</type></detail></details>
    <settings>
      <setting><level>activity</level><name>users</name><value>1</value></setting>
      <setting><level>root</level><name>users</name><value>${users}</value></setting>
    </settings>`);

test('what a backup says of itself is read, wherever in the archive it stands', async () => {
  const before: [string, string][] = Array.from({ length: 50 }, (_, i) => [
    `files/aa/${i}`,
    'x'.repeat(5000),
  ]);
  const file = await writeTgz(join(folder, 'late.mbz'), [
    ...before,
    ['moodle_backup.xml', about('course', '1')],
  ]);
  expect(await facts(file)).toEqual({
    type: 'course',
    moodleRelease: '3.11.2+ (Build: 20210819)',
    originalCourseId: 77,
    originalFullname: "Café & l'histoire <1>",
    includesUsers: true,
  });
});

test.each([
  ['activity', '0', 'activity'],
  ['section', '0', 'section'],
  ['galaxy', '0', 'unknown'],
])('a backup of type %s', async (type, users, expected) => {
  const file = await writeTgz(join(folder, `${type}.mbz`), [['moodle_backup.xml', about(type, users)]]);
  expect(await facts(file)).toMatchObject({ type: expected, includesUsers: false });
});

test.each([
  ['nothing at all', manifest('')],
  ['other XML', '<html><body/></html>'],
  ['XML with entities', `<!DOCTYPE x [<!ENTITY e "e">]>${manifest('<name>&e;</name>')}`],
  ['XML nested without end', `${'<a>'.repeat(20000)}${'</a>'.repeat(20000)}`],
  ['XML that reaches for prototypes', manifest('<__proto__><type>course</type></__proto__>')],
  ['no XML', 'hello'],
])('a manifest with %s is refused', async (_, text) => {
  const file = await writeTgz(join(folder, 'bad.mbz'), [['moodle_backup.xml', text]]);
  await expect(facts(file)).rejects.toMatchObject({ kind: 'bad-archive' });
  expect(Object.prototype).not.toHaveProperty('type');
});

test('a bomb is refused while it is unpacked', async () => {
  const bytes = archiveLimits.ratioFrom + 10 * 1024 * 1024;
  const file = await writeTgz(join(folder, 'bomb.mbz'), [['files/aa/zeros', '\0'.repeat(bytes)]]);
  await expect(facts(file)).rejects.toMatchObject({
    kind: 'bad-archive',
    message: expect.stringContaining('more than any Moodle backup'),
  });
});

test('empty, missing and aborted', async () => {
  await writeFile(join(folder, 'empty.mbz'), '');
  await expect(facts(join(folder, 'empty.mbz'))).rejects.toMatchObject({ kind: 'bad-archive' });
  await expect(facts(join(folder, 'nowhere.mbz'))).rejects.toMatchObject({ kind: 'unavailable' });
  const file = await writeTgz(join(folder, 'fine.mbz'), [['moodle_backup.xml', about('course', '1')]]);
  await expect(facts(file, AbortSignal.abort())).rejects.toMatchObject({ kind: 'aborted' });
});
