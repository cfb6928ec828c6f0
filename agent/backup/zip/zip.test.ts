/** Encrypted zips: ours, PHP's, 7-Zip's, and what an attacker would send. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter, type ZipWriterAddDataOptions } from '@zip.js/zip.js';
import { decryptFile } from './decrypt-file.js';
import { encryptFile } from './encrypt-file.js';
import { verifyFile } from './verify-file.js';

const password = 'cMzT6SyW7AkpUc8Z8QbnCozt';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-zip-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function encrypted(bytes: Uint8Array) {
  const source = join(folder, 'source.mbz');
  const target = join(folder, 'out.zip');
  await writeFile(source, bytes);
  const file = await encryptFile({ source, target, entryName: 'course_3__x.mbz', password });
  return { target, file };
}

/** A zip as somebody else might have made it. */
async function foreignZip(
  entries: [string, Uint8Array][],
  options: ZipWriterAddDataOptions = {},
): Promise<string> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), {
    password,
    encryptionStrength: 3,
    useWebWorkers: false,
  });
  for (const [name, bytes] of entries) await writer.add(name, new Uint8ArrayReader(bytes), options);
  const path = join(folder, 'foreign.zip');
  await writeFile(path, await writer.close());
  return path;
}

async function decrypted(zip: string, key = password, limit = 1e9) {
  const handle = await open(zip, 'r');
  const target = join(folder, 'decrypted.mbz');
  try {
    return { ...(await decryptFile({ zip: handle, target, password: key, limit })), target };
  } finally {
    await handle.close();
  }
}

test('what is decrypted is what was encrypted, and the digests are those of the files', async () => {
  const bytes = randomBytes(3_000_000);
  const { target, file } = await encrypted(bytes);
  expect(file.inner).toEqual({ size: bytes.length, sha256: sha256(bytes) });
  const stored = await readFile(target);
  expect({ size: file.size, sha256: file.sha256 }).toEqual({ size: stored.length, sha256: sha256(stored) });
  expect(stored.includes(bytes.subarray(1000, 1032))).toBe(false);
  await verifyFile(target, password, file);
  const out = await decrypted(target);
  expect((await readFile(out.target)).equals(bytes)).toBe(true);
});

test('a wrong password and a missing one are told apart from a damaged file, and leave nothing', async () => {
  const { target } = await encrypted(randomBytes(100_000));
  for (const wrong of ['wrong', '']) {
    await expect(decrypted(target, wrong)).rejects.toMatchObject({
      reason: 'password',
      message: 'Password incorrect.',
    });
  }
  expect(existsSync(join(folder, 'decrypted.mbz'))).toBe(false);
  const bytes = await readFile(target);
  bytes[50_000]! ^= 1;
  await writeFile(target, bytes);
  await expect(decrypted(target)).rejects.toMatchObject({ reason: 'damaged' });
  expect(existsSync(join(folder, 'decrypted.mbz'))).toBe(false);
  await writeFile(target, bytes.subarray(0, 60_000));
  await expect(decrypted(target)).rejects.toMatchObject({ reason: 'damaged' });
});

test('reading back notices one flipped bit and a file that was cut off', async () => {
  const { target, file } = await encrypted(randomBytes(200_000));
  const bytes = await readFile(target);
  bytes[100_000]! ^= 4;
  await writeFile(target, bytes);
  await expect(verifyFile(target, password, file)).rejects.toMatchObject({ reason: 'damaged' });
  await writeFile(target, bytes.subarray(0, -1));
  await expect(verifyFile(target, password, file)).rejects.toMatchObject({ reason: 'damaged' });
});

test('an abort ends encryption', async () => {
  const source = join(folder, 'source.mbz');
  await writeFile(source, randomBytes(2_000_000));
  const controller = new AbortController();
  const work = encryptFile({
    source,
    target: join(folder, 'out.zip'),
    entryName: 'x.mbz',
    password,
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('enough')),
  });
  await expect(work).rejects.toThrow('enough');
});

describe('zips of others', () => {
  const bytes = new Uint8Array(randomBytes(5000));

  test('deflated is read as well as stored', async () => {
    const zip = await foreignZip([['course.mbz', bytes]], { level: 6 });
    expect(await decrypted(zip)).toMatchObject({ size: bytes.length, sha256: sha256(bytes) });
  });

  test.each([
    ['a way up', [['../course.mbz', bytes]]],
    ['an absolute path', [['/tmp/course.mbz', bytes]]],
    ['a drive letter', [['C:course.mbz', bytes]]],
    ['backslashes', [['..\\course.mbz', bytes]]],
    ['a folder', [['a/course.mbz', bytes]]],
    ['another kind of file', [['course.php', bytes]]],
    [
      'two archives',
      [
        ['a.mbz', bytes],
        ['b.mbz', bytes],
      ],
    ],
    ['nothing', []],
  ] as [string, [string, Uint8Array][]][])('%s inside is refused', async (_what, entries) => {
    await expect(decrypted(await foreignZip(entries))).rejects.toMatchObject({ name: 'ZipRefused' });
    expect(existsSync(join(folder, 'decrypted.mbz'))).toBe(false);
  });

  test('a bomb is stopped and removed', async () => {
    const zip = await foreignZip([['bomb.mbz', new Uint8Array(80_000_000)]], { level: 9 });
    await expect(decrypted(zip)).rejects.toMatchObject({ reason: 'content' });
    expect(existsSync(join(folder, 'decrypted.mbz'))).toBe(false);
  });

  test('an archive above the limit is refused', async () => {
    const zip = await foreignZip([['course.mbz', bytes]]);
    await expect(decrypted(zip, password, 4999)).rejects.toMatchObject({ reason: 'content' });
  });

  test('something that is no zip is said to be damaged', async () => {
    const path = join(folder, 'no.zip');
    await writeFile(path, 'certainly not');
    await expect(decrypted(path)).rejects.toMatchObject({ reason: 'damaged' });
  });
});

function has(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`SKIPPED: ${program} is not here, so that its reading of our zips is not tested.`);
    return false;
  }
}

(has('php', '-r', 'exit(class_exists("ZipArchive") ? 0 : 1);') ? test : test.skip)(
  'PHP opens ours',
  async () => {
    const bytes = randomBytes(300_000);
    const { target } = await encrypted(bytes);
    const code = `$z = new ZipArchive; $z->open($argv[1]) === true || exit(2); $z->setPassword($argv[2]);
    echo $z->numFiles, ' ', $z->getNameIndex(0), ' ', hash('sha256', $z->getFromIndex(0));`;
    const out = execFileSync('php', ['-r', code, '--', target, password]).toString();
    expect(out).toBe(`1 course_3__x.mbz ${sha256(bytes)}`);
  },
);

(has('7z', '--help') ? test : test.skip)('7-Zip opens ours', async () => {
  const { target } = await encrypted(randomBytes(300_000));
  expect(execFileSync('7z', ['t', `-p${password}`, target]).toString()).toContain('Everything is Ok');
  expect(() => execFileSync('7z', ['t', '-pwrong', target], { stdio: 'ignore' })).toThrow();
  expect(execFileSync('7z', ['l', '-slt', target]).toString()).toMatch(/Method = AES-256 Store/);
});

const { GOLDEN_DIR } = process.env;
if (!GOLDEN_DIR) {
  console.warn('SKIPPED: GOLDEN_DIR is not set, so that the zip of the PHP plugin is not read.');
}
(GOLDEN_DIR ? test : test.skip)('ours opens the one that the PHP plugin made', async () => {
  const out = await decrypted(join(GOLDEN_DIR!, 'moodle45-course_3-by-php.zip'), 'ETLhjKFe9CxWR3FF');
  expect(out.size).toBe(22106);
  // An .mbz is a gzipped tar.
  expect((await readFile(out.target)).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
});
