import { readFile, truncate, writeFile, copyFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ZipArchive } from 'archiver';
import { contentPath } from '../filedir.js';
import { openFixture, readTexts, testRun, writeTgz, type SampleFixture } from '../testing/sample-fixture.js';

let fixture: SampleFixture;
let course: number;
let good: string;
let texts: Map<string, string>;

beforeAll(async () => {
  fixture = await openFixture();
  course = fixture.editor.courseId('HIST101');
  const archive = await fixture.site.bridge.backupCourse({ courseId: course }, testRun());
  good = join(fixture.folder, 'good.mbz');
  await copyFile(archive.path, good);
  await archive.release();
  texts = await readTexts(good);
});
afterAll(() => fixture.dispose());

const restore = (file: string) => fixture.site.bridge.restoreCourse({ courseId: course, file }, testRun());
const path = (name: string) => join(fixture.folder, name);

async function expectRefused(file: string, message: RegExp): Promise<void> {
  const before = fixture.editor.view(course);
  const contents = fixture.sql.select('files').length;
  await expect(restore(file)).rejects.toMatchObject({
    name: 'BridgeError',
    kind: 'bad-archive',
    message: expect.stringMatching(message),
  });
  expect(fixture.editor.view(course)).toEqual(before);
  expect(fixture.sql.select('files')).toHaveLength(contents);
  expect(await fixture.leftovers()).toEqual([]);
}

/** The good archive with some of its texts changed. */
function changed(
  name: string,
  changes: Record<string, string | ((text: string) => string)>,
): Promise<string> {
  const copy = new Map(texts);
  for (const [file, change] of Object.entries(changes)) {
    copy.set(file, typeof change === 'string' ? change : change(copy.get(file) ?? ''));
  }
  return writeTgz(path(name), copy);
}

describe('refused, with the course untouched:', () => {
  test('a file that is no archive', async () => {
    await writeFile(path('letter.mbz'), 'Dear operator');
    await expectRefused(path('letter.mbz'), /not a Moodle backup/);
  });

  test('a gzipped tar of something else', async () => {
    await expectRefused(await writeTgz(path('photos.mbz'), [['photo.jpg', 'no']]), /no moodle_backup\.xml/);
  });

  test('an archive that was cut off', async () => {
    await copyFile(good, path('cut.mbz'));
    await truncate(path('cut.mbz'), Math.floor((await readFile(good)).length * 0.7));
    await expectRefused(path('cut.mbz'), /damaged or incomplete/);
  });

  test('a backup of a single activity', async () => {
    const file = await changed('activity.mbz', {
      'moodle_backup.xml': (xml) => xml.replace('<type>course</type>', '<type>activity</type>'),
    });
    await expectRefused(file, /type activity/);
  });

  test('XML that is cut off in the middle of the restore', async () => {
    const late = [...texts.keys()].filter((name) => name.endsWith('/page.xml')).at(-1) ?? '';
    const file = await changed('broken-xml.mbz', { [late]: (xml) => xml.slice(0, 200) });
    await expectRefused(file, /no proper XML/);
  });

  test('XML with a document type', async () => {
    const bomb = '<!DOCTYPE users [<!ENTITY a "aaaa">]><users><user id="1"/></users>';
    await expectRefused(await changed('doctype.mbz', { 'users.xml': bomb }), /document type/);
  });

  test('a missing section', async () => {
    const copy = new Map(texts);
    copy.delete([...copy.keys()].find((name) => name.endsWith('/section.xml')) ?? '');
    await expectRefused(await writeTgz(path('missing.mbz'), copy), /incomplete/);
  });

  test('words where a number must be', async () => {
    const file = await changed('words.mbz', {
      'gradebook.xml': (xml) => xml.replace(/<grademax>[^<]*</, '<grademax>many<'),
    });
    await expectRefused(file, /no number/);
  });

  test('two sections of one number', async () => {
    const sections = [...texts.keys()].filter((name) => name.endsWith('/section.xml'));
    const number = (xml: string) => xml.replace(/<number>\d+</, '<number>1<');
    const file = await changed('twice.mbz', Object.fromEntries(sections.map((name) => [name, number])));
    await expectRefused(file, /contradicts itself/);
  });

  test('a file whose content is not what it was, and nothing of it stays in the pool', async () => {
    const hash = 'a'.repeat(40);
    const file = await changed('forged.mbz', {
      'files.xml': (xml) => xml.replace(/<contenthash>[^<]*</, `<contenthash>${hash}<`),
      [`files/aa/${hash}`]: 'something else',
    });
    await expectRefused(file, /is damaged/);
    expect(existsSync(contentPath(fixture.layout.filedir, hash))).toBe(false);
  });

  test.each(['../../evil.txt', '/tmp/evil.txt', 'a/../../evil.txt', 'C:/evil.txt', 'a\\..\\evil.txt'])(
    'a file that would leave its folder: %s',
    async (name) => {
      await expectRefused(await writeTgz(path('slip.mbz'), [[name, 'x'], ...texts]), /outside of its folder/);
      expect(existsSync(path('evil.txt'))).toBe(false);
    },
  );

  test.each(['symlink', 'link', 'fifo'] as const)('a %s', async (type) => {
    const strange = [{ name: 'users.xml', type, linkname: '/etc/passwd' }];
    await expectRefused(await writeTgz(path('link.mbz'), texts, strange), /link or a device/);
  });

  test('a symbolic link in a zip', async () => {
    const zip = new ZipArchive({});
    const writing = pipeline(zip, createWriteStream(path('link.zip')));
    zip.symlink('users.xml', '/etc/passwd');
    await Promise.all([zip.finalize(), writing]);
    await expectRefused(path('link.zip'), /holds a link/);
  });

  test('folders in the manifest that lead elsewhere', async () => {
    const file = await changed('lead.mbz', {
      'moodle_backup.xml': (xml) => xml.replace(/>activities\/page_\d+</, '>../../course<'),
    });
    await expectRefused(file, /folder that it cannot have/);
  });
});

test('new contents of a restore that fails later are taken out of the pool again', async () => {
  const content = 'a content that no other file has';
  const real = createHash('sha1').update(content).digest('hex');
  const late = [...texts.keys()].filter((name) => name.endsWith('/page.xml')).at(-1) ?? '';
  const file = await changed('late.mbz', {
    'files.xml': (xml) => xml.replace(/<contenthash>[^<]*</, `<contenthash>${real}<`),
    [`files/${real.slice(0, 2)}/${real}`]: content,
    [late]: '<activity',
  });
  await expectRefused(file, /no proper XML/);
  expect(existsSync(contentPath(fixture.layout.filedir, real))).toBe(false);
});

test('an activity of a module that the site lacks is left out and said so', async () => {
  const name = [...texts.keys()].find((key) => key.endsWith('/label.xml') || key.endsWith('/page.xml')) ?? '';
  const [, folder] = name.split('/');
  const module = folder?.split('_')[0] ?? '';
  const file = await changed('foreign.mbz', {
    'moodle_backup.xml': (xml) =>
      xml.replace(
        new RegExp(
          `<modulename>${module}</modulename>(\\s*<title>[^<]*</title>\\s*<directory>[^<]*${folder}<)`,
        ),
        '<modulename>hvp</modulename>$1',
      ),
  });
  const count = () => fixture.editor.view(course).sections.flatMap((section) => section.activities).length;
  await restore(good);
  const all = count();
  const { warnings } = await restore(file);
  expect(warnings).toEqual([expect.stringContaining('no activity module "hvp"')]);
  expect(count()).toBe(all - 1);
  await restore(good);
  expect(count()).toBe(all);
});

test('a backup in the older zip form restores too', async () => {
  const zip = new ZipArchive({});
  const file = path('older.mbz');
  const writing = pipeline(zip, createWriteStream(file));
  for (const [name, text] of texts) zip.append(text, { name });
  await Promise.all([zip.finalize(), writing]);
  const before = fixture.editor.view(course);
  expect(await fixture.site.bridge.inspectArchive(file, testRun())).toMatchObject({ type: 'course' });
  expect(await restore(file)).toEqual({ warnings: [] });
  expect(fixture.editor.view(course).posts).toBe(before.posts);
});
