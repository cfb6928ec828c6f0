/** Export files: what is written reads back, and whatever is not as it should be is refused before anything is given out. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EntityKind } from '../../../contract/agent/migration.js';
import { rawZip, type RawEntry } from '../../../inspection/testing/raw-zip.js';
import { categoryRow, exportFacts, handMadeExport, userRow } from '../testing/export-pieces.js';
import { ExportFileRefused, type ExportFile } from './export-file.js';
import type { Manifest } from './manifest.js';
import { openExportFile, type OpenExportOptions } from './read-export.js';
import { ExportTooLarge, openExportDraft } from './write-export.js';

let folder: string;
const { signal } = new AbortController();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-export-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const draft = (given: Partial<Parameters<typeof openExportDraft>[0]> = {}) =>
  openExportDraft({ folder, signal, entityLimit: 1000, ...given });

async function all<K extends EntityKind>(file: ExportFile, kind: K) {
  const rows = [];
  for await (const row of file.rows(kind)) rows.push(row);
  return rows;
}

async function opened(bytes: Buffer, limits: OpenExportOptions['limits'] = {}) {
  const path = join(folder, 'given.zip');
  await writeFile(path, bytes);
  return openExportFile(path, { signal, limits });
}

test('what is written reads back: rows once, files as they were, sums of all', async () => {
  const archive = randomBytes(300_000);
  await writeFile(join(folder, 'course.mbz'), archive);
  const fractions: number[] = [];
  const out = await draft();
  expect(await out.rows('users', [userRow(2), userRow(3)])).toBe(2);
  expect(await out.rows('coursecategories', [categoryRow(1, { context_only: true })])).toBe(1);
  // Of exporters that are chained, the later ones bring what is there already.
  expect(await out.rows('users', [userRow(3), userRow(4, { lastname: 'line\nfeed \u2028 \ud83d' })])).toBe(1);
  const stored = await out.file('courses/12.mbz', join(folder, 'course.mbz'));
  const made = await out.finish({
    fileName: 'site-export-20260301-1000.zip',
    facts: exportFacts,
    progress: (fraction) => fractions.push(fraction),
  });

  expect(made.counts).toEqual({ coursecategories: 1, users: 3 });
  const bytes = await readFile(made.path);
  expect(made.size).toBe(bytes.length);
  expect(made.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect((await readdir(folder)).sort()).toEqual(['course.mbz', 'site-export-20260301-1000.zip']);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions.at(-1)).toBe(1);

  const file = await openExportFile(made.path, { signal });
  expect(file.manifest).toMatchObject({ ...exportFacts, counts: made.counts });
  expect(file.manifest.files.map(({ path }) => path)).toEqual([
    'coursecategories.jsonl',
    'users.jsonl',
    'courses/12.mbz',
  ]);
  const users = await all(file, 'users');
  expect(users.map(({ line, row }) => [line, row.id])).toEqual([
    [1, 2],
    [2, 3],
    [3, 4],
  ]);
  expect(users[1]!.row).toEqual(userRow(3));
  expect(await all(file, 'cohorts')).toEqual([]);
  // What an attempt that was killed has left of it.
  await writeFile(join(folder, 'out.mbz'), 'half');
  await file.extract(stored.path, join(folder, 'out.mbz'), signal);
  expect((await readFile(join(folder, 'out.mbz'))).equals(archive)).toBe(true);
  await expect(file.extract('courses/13.mbz', join(folder, 'no.mbz'), signal)).rejects.toThrow(/13\.mbz/);
  await file.close();
});

test('a second attempt keeps whole files of the first, and writes its rows anew', async () => {
  await writeFile(join(folder, 'course.mbz'), 'one');
  const first = await draft();
  await first.rows('users', [userRow(2)]);
  const stored = await first.file('courses/1.mbz', join(folder, 'course.mbz'));
  await writeFile(join(folder, 'draft/files/courses/2.mbz'), 'half');

  const second = await draft();
  expect(await second.kept('courses/1.mbz')).toEqual(stored);
  expect(await second.kept('courses/2.mbz')).toBeNull();
  await second.rows('users', [userRow(5)]);
  const made = await second.finish({ fileName: 'x.zip', facts: exportFacts, progress: () => undefined });
  const file = await openExportFile(made.path, { signal });
  expect(file.manifest.files.map(({ path }) => path)).toEqual(['users.jsonl', 'courses/1.mbz']);
  expect((await all(file, 'users')).map(({ row }) => row.id)).toEqual([5]);
  await file.close();
});

test('a file that changed since it was gathered does not become an export', async () => {
  const out = await draft();
  await writeFile(join(folder, 'course.mbz'), 'one');
  await out.file('courses/1.mbz', join(folder, 'course.mbz'));
  await writeFile(join(folder, 'draft/files/courses/1.mbz'), 'two');
  await expect(
    out.finish({ fileName: 'x.zip', facts: exportFacts, progress: () => undefined }),
  ).rejects.toThrow(/does not read back/);
  expect((await readdir(folder)).filter((name) => /zip/.test(name))).toEqual([]);
});

test('one export holds so many entities and no more', async () => {
  const out = await draft({ entityLimit: 2 });
  await out.rows('users', [userRow(1)]);
  await expect(out.rows('cohorts', [cohort(1), cohort(2)])).rejects.toThrow(ExportTooLarge);
});

test.each([0, 0.1, 0.5, 0.7])('a signal ends the packing at %d and leaves nothing', async (at) => {
  const stop = new AbortController();
  await writeFile(join(folder, 'course.mbz'), randomBytes(5_000_000));
  const out = await draft({ signal: stop.signal });
  await out.file('courses/1.mbz', join(folder, 'course.mbz'));
  const finishing = out.finish({
    fileName: 'x.zip',
    facts: exportFacts,
    progress: (fraction) => {
      if (fraction >= at) stop.abort(new Error('Cancelled.'));
    },
  });
  await expect(finishing).rejects.toThrow();
  expect((await readdir(folder)).filter((name) => /zip/.test(name))).toEqual([]);
});

const cohort = (id: number) => ({
  id,
  name: 'C',
  idnumber: '',
  description: '',
  descriptionformat: 1,
  visible: true,
  component: '',
  category: null,
});

describe('a file that is not as it should be is refused with what is wrong and what to do:', () => {
  const rows = { users: [userRow(2)] };
  const files = { 'courses/1.mbz': Buffer.from('an archive') };
  const lie = (change: (manifest: Manifest, entries: RawEntry[]) => void) =>
    handMadeExport(rows, files, change);

  test('while the same file without a lie is taken', async () => {
    const file = await opened(handMadeExport(rows, files));
    expect(await all(file, 'users')).toEqual([{ line: 1, row: userRow(2) }]);
    await file.close();
  });

  const cases: [string, () => Buffer, RegExp, OpenExportOptions['limits']?][] = [
    ['no zip', () => Buffer.from('idnumber,parent,name\n'), /not a zip, or it is cut off: fetch it again/],
    ['a zip that is cut off', () => handMadeExport(rows).subarray(0, 300), /cut off/],
    [
      'a zip of something else',
      () => rawZip([{ name: 'readme.txt', contents: 'hello' }]),
      /no export of MooPanel \(it has no manifest\.json\)/,
    ],
    [
      'a manifest of something else',
      () => lie((manifest) => Object.assign(manifest, { format: 'workplace' })),
      /no export of MooPanel/,
    ],
    [
      'a newer version',
      () => lie((manifest) => Object.assign(manifest, { version: 2, files: 'otherwise' })),
      /newer version of MooPanel \(format 2; this agent reads up to 1\): update this agent/,
    ],
    [
      'a manifest without its fields',
      () => lie((manifest) => Object.assign(manifest, { source: 7 })),
      /manifest\.json is damaged \(source: /,
    ],
    [
      'another checksum',
      () => lie((manifest) => (manifest.files[1]!.sha256 = 'b'.repeat(64))),
      /"courses\/1\.mbz" is not what the manifest says .* Fetch it again/,
    ],
    [
      'another size',
      () => lie((manifest) => (manifest.files[1]!.size = 11)),
      /"courses\/1\.mbz" is not what/,
    ],
    [
      'another number of rows',
      () =>
        lie((manifest) => {
          manifest.files[0]!.rows = 2;
          manifest.counts.users = 2;
        }),
      /"users\.jsonl" is not what/,
    ],
    ['counts of what is not there', () => lie((manifest) => (manifest.counts.jobs = 3)), /counts other jobs/],
    [
      'a file that the manifest does not list',
      () => lie((_, entries) => entries.push({ name: 'courses/2.mbz', contents: 'more' })),
      /holds "courses\/2\.mbz", which its manifest does not list/,
    ],
    [
      'a file that is only in the manifest',
      () => lie((_, entries) => entries.pop()),
      /lacks "courses\/1\.mbz": fetch it again/,
    ],
    [
      'a path that leads out of it',
      () => lie((_, entries) => entries.push({ name: '../../etc/passwd', contents: 'x' })),
      /unsafe name/,
    ],
    [
      'a link',
      () => lie((_, entries) => entries.push({ name: 'link', contents: '/etc/passwd', mode: 0o120777 })),
      /a link or a device/,
    ],
    [
      'two entries of one name',
      () => lie((_, entries) => entries.push({ name: 'users.jsonl', contents: 'x' })),
      /two entries of one name/,
    ],
    [
      'an entry that unpacks to more than it says',
      () => lie((manifest, entries) => Object.assign(entries[0]!, { size: (manifest.files[0]!.size = 9) })),
      /unpacks to more than it says/,
    ],
    [
      'a bomb',
      () => handMadeExport({ users: [userRow(2, { lastname: 'a'.repeat(100_000) })] }),
      /would unpack to \d+ bytes .* do not use the file/,
      { ratio: 20, ratioFrom: 1000 },
    ],
    ['bits that turned over', () => flipped(handMadeExport(rows, files)), /damaged at "courses\/1\.mbz"/],
    [
      'a row that is none',
      () => handMadeExport({ users: [userRow(2), { ...userRow(3), email: 7 }] }),
      /users\.jsonl, line 2: email: .*\. The file was damaged or changed by hand: export it again/,
    ],
    [
      'a row that would poison objects',
      () => handMadeExport({ users: [JSON.parse('{"__proto__": {"x": 1}}') as object] }),
      /users\.jsonl, line 1: The key "__proto__" is not allowed/,
    ],
    [
      'more entities than are taken',
      () => handMadeExport({ users: [userRow(2), userRow(3)] }),
      /holds 2 entities; at most 1 .* raise AGENT_IMPORT_MAX_ENTITIES/,
      { entities: 1 },
    ],
    ['too large a file', () => handMadeExport(rows), /at most 100 are taken/, { fileBytes: 100 }],
  ];
  // Lists of unequal length would have Jest wait for a callback.
  const named = cases.map(([name, bytes, message, limits]) => ({ name, bytes, message, limits }));
  test.each(named)('$name', async ({ bytes, message, limits }) => {
    const refused: unknown = await opened(bytes(), limits).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ExportFileRefused);
    expect((refused as Error).message).toMatch(message);
  });
});

test('a line of any length but one without end is read', async () => {
  const long = userRow(2, { fields: { description: 'x'.repeat(3 * 1024 * 1024) } });
  const file = await opened(handMadeExport({ users: [long, userRow(3)] }));
  expect((await all(file, 'users')).map(({ row }) => row.id)).toEqual([2, 3]);
  await file.close();
  const endless = handMadeExport({ users: [userRow(2, { lastname: 'x'.repeat(17 * 1024 * 1024) })] });
  await expect(opened(endless)).rejects.toThrow(/users\.jsonl, line 1: longer than 16777216 bytes/);
});

function flipped(bytes: Buffer): Buffer {
  const at = bytes.indexOf('an archive');
  bytes[at] = bytes[at]! ^ 1;
  return bytes;
}
