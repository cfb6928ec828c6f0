/** What an operator is told of a zip of Moodle itself. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inspectCoreZip } from './inspect-core-zip.js';
import { coreFiles, makeCoreZip } from './testing/make-core-zip.js';
import { makePluginZip, makeZip } from './testing/make-plugin-zip.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-core-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

test('tells the release, what it asks for, and what comes with it', async () => {
  const zip = await makeCoreZip(at('full.zip'), {
    version: '2025041400.03',
    release: '5.0.3 (Build: 20250811)',
    branch: 500,
    plugins: { mod_quiz: 2025041400, theme_boost: 2025041401 },
  });
  expect(await inspectCoreZip(zip)).toMatchObject({
    root: 'moodle',
    version: 2025041400.03,
    release: '5.0.3 (Build: 20250811)',
    branch: 500,
    maturity: 200,
    publicFolder: false,
    environment: {
      php: '8.2.0',
      phpBelow: '8.5',
      phpExtensions: ['intl', 'sodium'],
      databases: { mariadb: '10.11.0', mysql: '8.4', postgres: '15' },
      moodle: '4.2.3',
    },
    standardPlugins: { mod_quiz: 2025041400, theme_boost: 2025041401 },
    pluginTypes: ['local', 'mod', 'quizaccess', 'theme'],
  });
});

test.each([
  ['at the top of the zip', '', ''],
  ['in a folder around it', 'download/moodle-MOODLE_500_STABLE', 'download/moodle-MOODLE_500_STABLE'],
])('finds Moodle %s', async (_where, root, expected) => {
  const zip = await makeCoreZip(at('layout.zip'), { version: 2025041400, branch: 500, release: '5.0', root });
  expect(await inspectCoreZip(zip)).toMatchObject({ root: expected, publicFolder: false, branch: 500 });
});

test('finds Moodle 5.1’s public folder, and takes what lies above it as well', async () => {
  const zip = await makeCoreZip(at('public.zip'), {
    version: 2025100600,
    branch: 501,
    release: '5.1',
    publicFolder: true,
    plugins: { mod_quiz: 2025100600 },
  });
  expect(await inspectCoreZip(zip)).toMatchObject({
    root: 'moodle',
    publicFolder: true,
    standardPlugins: { mod_quiz: 2025100600 },
    environment: { php: '8.2.0' },
  });
});

test('the requirements of a release without a section of its own are those of the one before', async () => {
  const zip = await makeCoreZip(at('next.zip'), { version: 2024100799, branch: 405, release: '4.5.99+' });
  expect((await inspectCoreZip(zip)).environment).toMatchObject({ php: '8.1.0', moodle: '4.1.2' });
});

test.each([
  ['a plugin', () => makePluginZip(at('bad.zip'), { component: 'mod_quiz' }), 'layout', /no Moodle/],
  [
    'something beside Moodle',
    () =>
      makeZip(at('bad.zip'), {
        ...coreFiles({ version: 2025041400, branch: 500, release: '5.0' }),
        'plugins/a.php': '',
      }),
    'layout',
    /"plugins"/,
  ],
  [
    'an environment file with a document type',
    () =>
      makeCoreZip(at('bad.zip'), {
        version: 2025041400,
        branch: 500,
        release: '5.0',
        files: { 'admin/environment.xml': '<!DOCTYPE a><COMPATIBILITY_MATRIX/>' },
      }),
    'version-file',
    /document type/,
  ],
  [
    'an environment file that is nested without end',
    () =>
      makeCoreZip(at('bad.zip'), {
        version: 2025041400,
        branch: 500,
        release: '5.0',
        files: { 'admin/environment.xml': '<a>'.repeat(100_000) + '</a>'.repeat(100_000) },
      }),
    'version-file',
    /environment\.xml/,
  ],
  [
    'an environment file of an older Moodle',
    () => makeCoreZip(at('bad.zip'), { version: 2012010100, branch: 22, release: '2.2' }),
    'version-file',
    /says nothing about 2\.2/,
  ],
])('a zip with %s is refused', async (_what, make, code, message) => {
  await expect(make().then(inspectCoreZip)).rejects.toMatchObject({
    name: 'PackageRefused',
    code,
    message: expect.stringMatching(message),
  });
});
