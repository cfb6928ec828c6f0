import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BadBackupLink, parseBackupLink } from './backup-link.js';
import { BackupNotFound } from './backup-storage.js';
import { NotEnoughSpace } from './free-space.js';
import { LocalStorage } from './local-storage.js';

let folder: string;
let root: string;
let storage: LocalStorage;
const noon = new Date('2026-11-21T12:00:00Z');
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-storage-'));
  root = join(folder, 'backups');
  storage = new LocalStorage(root, () => noon);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Stores a file. */
async function store(
  courseId = 3,
  text = 'content',
  sha256: string | null = 'a'.repeat(64),
): Promise<string> {
  const draft = await storage.draft('manual', courseId, 'zip', text.length);
  await writeFile(draft.path, text);
  return draft.commit(sha256);
}

async function read(link: string): Promise<string> {
  const { handle } = await storage.open(link);
  try {
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

test('a file has the name of its course and second, and its digest beside it', async () => {
  const link = await store();
  expect(link).toBe('manual/course_3__2026_11_21_12_00_00.zip');
  expect(await read(link)).toBe('content');
  expect(await readFile(join(root, `${link}.sha256`), 'utf8')).toBe(
    `${'a'.repeat(64)}  course_3__2026_11_21_12_00_00.zip\n`,
  );
  expect(await storage.list()).toMatchObject([
    { link, folder: 'manual', courseId: 3, size: 7, sha256: 'a'.repeat(64) },
  ]);
});

test('backups of the same second take the next free names and overwrite nothing', async () => {
  const links = await Promise.all(['one', 'two', 'three'].map((text) => store(3, text)));
  expect([...links].sort()).toEqual([
    'manual/course_3__2026_11_21_12_00_00.zip',
    'manual/course_3__2026_11_21_12_00_01.zip',
    'manual/course_3__2026_11_21_12_00_02.zip',
  ]);
  expect((await Promise.all(links.map(read))).sort()).toEqual(['one', 'three', 'two']);
});

test('a half-written file is listed nowhere and cannot be opened; discarding removes it', async () => {
  const draft = await storage.draft('manual', 3, 'zip', 10);
  await writeFile(draft.path, 'half');
  expect(await storage.list()).toEqual([]);
  const name = draft.path.split('/').at(-1)!;
  await expect(storage.open(`manual/${name}`)).rejects.toThrow(BadBackupLink);
  await draft.discard();
  expect(await readdir(join(root, 'manual'))).toEqual([]);
});

test('at start the half-written files of dead writers go, those of living ones stay', async () => {
  const link = await store();
  const parts = {
    dead: 'course_3__2026_11_21_11_00_00.zip.4194303-0123abcd.part',
    predecessor: `course_3__2026_11_21_11_00_00.zip.${process.pid}-0123abcd.part`,
    living: `course_3__2026_11_21_11_00_00.zip.${process.ppid}-0123abcd.part`,
  };
  for (const part of Object.values(parts)) await writeFile(join(root, 'manual', part), 'half');
  await storage.sweep();
  const left = (await readdir(join(root, 'manual'))).filter((name) => name.endsWith('.part'));
  expect(left).toEqual([parts.living]);
  expect(await read(link)).toBe('content');
});

test('a removed file is gone with its digest; a missing one is said to be missing', async () => {
  const link = await store();
  await storage.remove(link);
  expect(await readdir(join(root, 'manual'))).toEqual([]);
  await expect(storage.remove(link)).rejects.toThrow(BackupNotFound);
  await expect(storage.open('auto/none.zip')).rejects.toThrow('Backup file not found.');
});

test('no symbolic link leads outside', async () => {
  await store();
  await mkdir(join(folder, 'outside'));
  await writeFile(join(folder, 'outside', 'secret.zip'), 'secret');
  await symlink(join(folder, 'outside', 'secret.zip'), join(root, 'manual', 'link.zip'));
  await symlink(join(folder, 'outside'), join(root, 'other'));
  for (const link of ['manual/link.zip', 'other/secret.zip']) {
    await expect(storage.open(link)).rejects.toThrow(BackupNotFound);
    await expect(storage.remove(link)).rejects.toThrow(BackupNotFound);
  }
  expect(await readFile(join(folder, 'outside', 'secret.zip'), 'utf8')).toBe('secret');
  expect((await storage.list()).map((file) => file.link)).not.toContain('manual/link.zip');
});

test('what does not fit is refused before anything is written', async () => {
  const draft = storage.draft('manual', 3, 'zip', 2 ** 60);
  await expect(draft).rejects.toThrow(NotEnoughSpace);
  await expect(draft).rejects.toThrow(/Not enough free space: about .* TB are needed in .*manual/);
  expect(await readdir(join(root, 'manual'))).toEqual([]);
});

describe('links', () => {
  test.each([
    ['manual/course_3__2026_11_21_03_19_00.zip', 'manual/course_3__2026_11_21_03_19_00.zip'],
    ['auto/course_2__2026_11_21_03_19.zip', 'auto/course_2__2026_11_21_03_19.zip'],
    ['/moopanel_course_backups/manual/course_2898__x.mbz', 'manual/course_2898__x.mbz'],
    ['moopanel_course_backups/auto/a.zip', 'auto/a.zip'],
    ['/a.zip', 'a.zip'],
  ])('%s is %s', (link, path) => expect(parseBackupLink(link)).toBe(path));

  test.each([
    '../x.zip',
    'manual/../../config.zip',
    'manual/..zip',
    'manual/.hidden.zip',
    '..\\x.zip',
    'manual\\x.zip',
    '/etc/passwd',
    'manual/x.php',
    'manual/%2e%2e/x.zip',
    'manual/x.zip\0.zip',
    'manual//x.zip',
    'a/b/c/d.zip',
    'manual/x .zip',
    'manual/x.zip\n',
    'C:/x.zip',
    '',
    null,
    ['a.zip'],
    `${'a'.repeat(2000)}.zip`,
  ])('%j is refused', (link) => expect(() => parseBackupLink(link)).toThrow(BadBackupLink));
});
