/** What an attacker would send as the zip of a plugin: refused before the first byte is written. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { inspectPluginZip } from './inspect-plugin-zip.js';
import { pluginVersionPhp } from './testing/make-plugin-zip.js';
import { rawZip, type RawEntry, type RawZipOptions } from './testing/raw-zip.js';
import { unpack } from './unpack.js';

let folder: string;
let zip: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-attack-'));
  zip = join(folder, 'plugin.zip');
  await mkdir(join(folder, 'site'));
  target = join(folder, 'site', 'thing');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const versionFile: RawEntry = {
  name: 'thing/version.php',
  contents: pluginVersionPhp({ component: 'local_thing' }),
};
const evil = (entries: RawEntry[], options?: RawZipOptions) =>
  writeFile(zip, rawZip([versionFile, ...entries], options));

/** Neither reading nor unpacking takes it, and nothing is there afterwards. */
async function expectRefused(code: string, message = /./): Promise<void> {
  const refusal = { name: 'PackageRefused', code, message: expect.stringMatching(message) };
  await expect(inspectPluginZip(zip)).rejects.toMatchObject(refusal);
  await expect(unpack(zip, '', target)).rejects.toMatchObject(refusal);
  await expect(unpack(zip, 'thing', target)).rejects.toMatchObject(refusal);
  expect((await readdir(folder)).sort()).toEqual(['plugin.zip', 'site']);
  expect(await readdir(join(folder, 'site'))).toEqual([]);
}

describe('names that lead out of the folder (attack 1)', () => {
  test.each([
    '../evil.php',
    'thing/../../evil.php',
    'thing/..',
    '/etc/cron.d/evil',
    '//server/share/evil',
    'C:/evil.php',
    'c:evil.php',
    'thing/C:/evil.php',
    '..\\evil.php',
    'thing\\..\\..\\evil.php',
    '\\\\server\\share',
    'thing/evil.php\0.txt',
    'thing/ev\nil.php',
    'thing/\u001b[2Jevil',
    'thing//evil.php',
    'thing/./evil.php',
    './thing/evil.php',
    '/',
    '',
  ])('%j', async (name) => {
    await evil([{ name, contents: 'x' }]);
    await expectRefused('unsafe', /^The zip holds a file with an unsafe name/);
  });

  test('names longer than file systems take', async () => {
    for (const name of [`thing/${'x'.repeat(256)}`, `thing/${'x/'.repeat(600)}x`]) {
      await evil([{ name, contents: 'x' }]);
      await expectRefused('unsafe', /bytes/);
    }
  });

  test('a folder outside', async () => {
    await evil([{ name: '../outside/' }]);
    await expectRefused('unsafe');
  });

  test('one that is another in the entry’s own header', async () => {
    await evil([{ name: 'thing/good.php', localName: '../../evil.php', contents: 'x' }]);
    await expectRefused('unsafe', /contradict each other/);
  });

  test('one that is another in an extra field', async () => {
    const name = Buffer.from('thing/good.php');
    const evilName = Buffer.from('../evil.php');
    const field = Buffer.alloc(9);
    field.writeUInt16LE(0x7075, 0);
    field.writeUInt16LE(5 + evilName.length, 2);
    field.writeUInt8(1, 4);
    field.writeUInt32LE(crc32(name), 5);
    await evil([{ name, contents: 'x', extra: Buffer.concat([field, evilName]) }]);
    await expectRefused('unsafe');
  });

  test('one that is no UTF-8', async () => {
    await evil([{ name: Buffer.from([0x74, 0xff, 0x2f, 0x61]), contents: 'x' }]);
    await expectRefused('unsafe', /UTF-8/);
  });
});

describe('two entries where one program reads the first and another the second', () => {
  test.each([
    ['of one name', 'thing/version.php', 'thing/version.php'],
    ['of one name but for its case', 'thing/lib.php', 'thing/LIB.php'],
    ['of one name in two spellings of Unicode', 'thing/\u00e9.php', 'thing/e\u0301.php'],
    ['a file and a folder of one name', 'thing/lib', 'thing/lib/'],
    ['a file that others lie in', 'thing/lib', 'thing/lib/x.php'],
    ['folders of one name but for its case', 'thing/lib/a.php', 'Thing/lib/b.php'],
  ])('%s', async (_what, first, second) => {
    await writeFile(
      zip,
      rawZip([
        ...(first === versionFile.name ? [] : [versionFile]),
        { name: first, contents: 'x' },
        { name: second, contents: second.endsWith('/') ? '' : 'y' },
      ]),
    );
    await expectRefused('unsafe', /two entries of one name/);
  });

  test('a second list of contents in the comment', async () => {
    await writeFile(zip, rawZip([versionFile], { comment: rawZip([versionFile]).subarray(-22) }));
    await expectRefused('unsafe', /two lists/);
  });

  test('entries that the list does not count, or that are not there', async () => {
    await evil([{ name: 'thing/lib.php', contents: 'x' }], { count: 1 });
    await expectRefused('damaged');
    await evil([{ name: 'thing/lib.php', contents: 'x' }], { count: 3 });
    await expectRefused('damaged');
  });

  test('another length in the entry’s own header', async () => {
    await evil([{ name: 'thing/a', contents: 'x', localSize: 5 }]);
    await expectRefused('unsafe', /contradict each other/);
  });

  test('another program in front of it', async () => {
    const inner = rawZip([versionFile]);
    await writeFile(zip, Buffer.concat([Buffer.from('#!/bin/sh\n'), inner]));
    await expectRefused('damaged');
  });
});

describe('bombs (attack 2)', () => {
  const zeros = (megabytes: number) => Buffer.alloc(megabytes * 1024 * 1024);

  test('far more than its packed size tells', async () => {
    await evil([{ name: 'thing/zeros', contents: zeros(70) }]);
    await expectRefused('too-large', /would unpack to/);
  });

  test('an entry that unpacks to more than it says, small or large', async () => {
    await evil([{ name: 'thing/zeros', contents: zeros(1), size: 10 }]);
    await expectRefused('too-large', /more than it says/);
    await evil([{ name: 'thing/zeros', contents: zeros(8), size: 2 * 1024 * 1024 }]);
    await expectRefused('too-large', /more than it says/);
  });

  test('entries that share their data', async () => {
    await evil([
      { name: 'thing/a', contents: 'a' },
      { name: 'thing/b', localName: 'thing/a', contents: 'a', offsetOf: 1 },
    ]);
    await expectRefused('unsafe');
  });

  test('an entry inside of another', async () => {
    const inner = { name: 'thing/b', contents: 'bb', method: 0 };
    const outer = rawZip([inner]).subarray(0, 30 + 'thing/b'.length + 2);
    await writeFile(zip, rawZip([versionFile, { name: 'thing/a', contents: outer, method: 0 }, inner]));
    const bytes = await readFile(zip);
    // The list's last record is made to point into the entry before.
    bytes.writeUInt32LE(bytes.indexOf(outer), bytes.length - 22 - 'thing/b'.length - 4);
    await writeFile(zip, bytes);
    await expectRefused('unsafe', /overlap/);
  });

  test('too many entries, too many bytes, too large a file', async () => {
    await evil(Array.from({ length: 20 }, (_, i) => ({ name: `thing/${i}`, contents: 'x'.repeat(100) })));
    const limited = (limits: object) => inspectPluginZip(zip, { limits });
    await expect(limited({ entries: 20 })).rejects.toMatchObject({ code: 'too-large' });
    await expect(limited({ unpacked: 2000 })).rejects.toMatchObject({ code: 'too-large' });
    await expect(limited({ packed: 2000 })).rejects.toMatchObject({ code: 'too-large' });
    await expect(limited({})).resolves.toMatchObject({ files: 21 });
    await expect(unpack(zip, '', target, { limits: { unpacked: 2000 } })).rejects.toMatchObject({
      code: 'too-large',
    });
    expect(await readdir(join(folder, 'site'))).toEqual([]);
  });
});

describe('what is no plain file (attack 3)', () => {
  test.each([
    ['a symbolic link', 0o120777],
    ['a device', 0o020666],
    ['a block device', 0o060660],
    ['a pipe', 0o010644],
    ['a socket', 0o140755],
    ['a folder without a slash', 0o040755],
  ])('%s', async (_what, mode) => {
    await evil([{ name: 'thing/link', contents: '/etc/passwd', mode }]);
    await expectRefused('unsafe', /link or a device/);
  });

  test('an encrypted one, and one compressed in a strange way', async () => {
    await evil([{ name: 'thing/secret', contents: 'x', flags: 1 }]);
    await expectRefused('unsafe', /without a password/);
    await evil([{ name: 'thing/odd', contents: 'x', method: 14 }]);
    await expectRefused('damaged', /method 14/);
  });

  test('a folder with contents', async () => {
    await evil([{ name: 'thing/lib/', contents: 'x' }]);
    await expectRefused('unsafe');
  });
});

describe('damage', () => {
  test('a wrong checksum, a wrong length, broken data, a cut file', async () => {
    await evil([{ name: 'thing/a', contents: 'x', crc32: 1 }]);
    await expectRefused('damaged');
    await evil([{ name: 'thing/a', contents: 'x', size: 2 }]);
    await expectRefused('damaged');
    const good = deflateRawSync(Buffer.from('good'));
    await evil([{ name: 'thing/a', contents: 'good', compressedSize: good.length - 2 }]);
    await expectRefused('damaged');
    const whole = rawZip([versionFile]);
    await writeFile(zip, whole.subarray(0, whole.length - 30));
    await expectRefused('damaged');
    await writeFile(zip, whole.subarray(10));
    await expectRefused('damaged');
  });
});
