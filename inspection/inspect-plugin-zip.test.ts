/** What an operator is told of a plugin's zip, and that its layout does not matter. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ZipArchive } from 'archiver';
import { inspectPluginZip } from './inspect-plugin-zip.js';
import {
  makePluginZip,
  makeZip,
  pluginVersionPhp,
  type PluginZipOptions,
} from './testing/make-plugin-zip.js';
import { rawZip } from './testing/raw-zip.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-inspect-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const attendance: PluginZipOptions = { component: 'mod_attendance', version: 2025010100 };
const inspected = async (options: PluginZipOptions) =>
  inspectPluginZip(await makePluginZip(join(folder, 'plugin.zip'), options));

test('everything that the plugin says of itself is found, and the digests are the file’s', async () => {
  const zip = await makePluginZip(join(folder, 'full.zip'), {
    component: 'mod_attendance',
    version: '2025010100.05',
    requires: 2024042200,
    release: '4.5.3',
    maturity: 'MATURITY_BETA',
    supported: [404, 405],
    incompatible: 500,
    dependencies: { mod_quiz: 2024100700, local_other: 'any' },
    files: {
      'db/subplugins.json': JSON.stringify({
        plugintypes: { attendancesource: 'mod/attendance/source' },
        subplugintypes: { attendanceview: 'view' },
      }),
      'source/clock/version.php': pluginVersionPhp({ component: 'attendancesource_clock' }),
      'view/list/version.php': pluginVersionPhp({ component: 'attendanceview_list' }),
      'environment.xml':
        '<?xml version="1.0"?><COMPATIBILITY_MATRIX><PLUGIN name="mod_attendance"><PHP version="8.1.0" level="required"/>' +
        '<PHP_EXTENSIONS><PHP_EXTENSION name="gmp" level="required"/><PHP_EXTENSION name="ldap" level="optional"/></PHP_EXTENSIONS>' +
        '</PLUGIN></COMPATIBILITY_MATRIX>',
    },
  });
  const bytes = await readFile(zip);
  expect(await inspectPluginZip(zip)).toMatchObject({
    component: 'mod_attendance',
    type: 'mod',
    name: 'attendance',
    version: 2025010100.05,
    requires: 2024042200,
    release: '4.5.3',
    maturity: 100,
    supported: [404, 405],
    incompatible: 500,
    dependencies: { mod_quiz: 2024100700, local_other: 'any' },
    root: 'attendance',
    files: 6,
    subplugins: ['attendancesource_clock', 'attendanceview_list'],
    subpluginTypes: ['attendancesource', 'attendanceview'],
    environment: { php: '8.1.0', phpExtensions: ['gmp'] },
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    md5: createHash('md5').update(bytes).digest('hex'),
  });
});

describe('the plugin’s folder is found', () => {
  test.each<[string, Partial<PluginZipOptions>, string]>([
    ['under its own name', {}, 'attendance'],
    ['under the name of a release', { root: 'moodle-mod_attendance-4.5.3' }, 'moodle-mod_attendance-4.5.3'],
    ['under the name of a branch', { root: 'attendance-main' }, 'attendance-main'],
    ['at the top of the zip', { root: '' }, ''],
    ['in a folder around it', { root: 'download/attendance' }, 'download/attendance'],
    [
      'beside what macOS adds',
      {
        beside: {
          '__MACOSX/attendance/._version.php': 'x',
          '.DS_Store': 'x',
          '__MACOSX/version.php': '<?php',
        },
      },
      'attendance',
    ],
    [
      'in a repository that keeps it in a folder',
      {
        root: 'repository-main/attendance',
        beside: { 'repository-main/README.md': 'x', 'repository-main/.github/workflows/ci.yml': 'x' },
      },
      'repository-main/attendance',
    ],
    [
      'with another version.php further inside',
      { files: { 'tests/fixtures/version.php': pluginVersionPhp({ component: 'local_fixture' }) } },
      'attendance',
    ],
  ])('%s', async (_where, options, root) => {
    expect(await inspected({ ...attendance, ...options })).toMatchObject({
      component: 'mod_attendance',
      version: 2025010100,
      root,
    });
  });

  test('where a zip lists no folders and carries a comment, as GitHub’s do', async () => {
    const zip = join(folder, 'github.zip');
    await writeFile(
      zip,
      rawZip([{ name: 'a-1/version.php', contents: pluginVersionPhp(attendance) }], {
        comment: 'f00dcafe'.repeat(5),
      }),
    );
    expect(await inspectPluginZip(zip)).toMatchObject({ root: 'a-1', files: 1 });
  });
});

test('a zip of the kind for large files is read as any other', async () => {
  const zip = join(folder, 'zip64.zip');
  const archive = new ZipArchive({ forceZip64: true });
  const writing = pipeline(archive, createWriteStream(zip));
  archive.append(pluginVersionPhp(attendance), { name: 'attendance/version.php' });
  await archive.finalize();
  await writing;
  expect(await inspectPluginZip(zip)).toMatchObject({ component: 'mod_attendance', files: 1 });
});

describe('a zip is refused, with what to do about it, that', () => {
  const version = (text: string) => ({ ...attendance, versionPhp: `<?php\n${text}` });
  test.each<[string, PluginZipOptions, string, RegExp]>([
    [
      'holds two plugins',
      { ...attendance, beside: { 'other/version.php': pluginVersionPhp({ component: 'local_other' }) } },
      'layout',
      /"attendance".*"other".*make a zip of each/,
    ],
    [
      'holds another folder',
      { ...attendance, beside: { 'theme/readme.txt': 'x' } },
      'layout',
      /"theme".*Pack the plugin’s folder alone/,
    ],
    ['has no version.php', { ...attendance, versionPhp: null }, 'layout', /no folder with a version\.php/],
    ['has it too deep', { ...attendance, root: 'a/b/attendance' }, 'layout', /no folder with a version\.php/],
    [
      'is Moodle itself',
      version("$version = 2024100706.00;\n$release = '4.5.6';\n$branch = '405';"),
      'layout',
      /Moodle itself/,
    ],
    [
      'is of an old kind',
      version('$module->version = 2012010100;'),
      'version-file',
      /\$module.*newer release/,
    ],
    [
      'does not say its name',
      version("$plugin->version = 2025010100;\n$plugin->component = 'mod_' . 'attendance';"),
      'version-file',
      /does not say literally which plugin/,
    ],
    [
      'has a name that is none',
      version("$plugin->version = 2025010100;\n$plugin->component = 'mod_../../x';"),
      'version-file',
      /mod_\.\.\/\.\.\/x/,
    ],
    [
      'computes its version',
      version("$plugin->component = 'mod_attendance';\n$plugin->version = time();"),
      'version-file',
      /does not say its version/,
    ],
    [
      'has entities in its environment file',
      {
        ...attendance,
        files: {
          'environment.xml': '<!DOCTYPE x [<!ENTITY a "b">]><COMPATIBILITY_MATRIX></COMPATIBILITY_MATRIX>',
        },
      },
      'version-file',
      /environment\.xml/,
    ],
    [
      'has a broken list of subplugins',
      { ...attendance, files: { 'db/subplugins.json': '{"plugintypes": {"__proto__": "x"}}' } },
      'version-file',
      /subplugins\.json/,
    ],
  ])('%s', async (_what, options, code, message) => {
    await expect(inspected(options)).rejects.toMatchObject({
      name: 'PackageRefused',
      code,
      message: expect.stringMatching(message),
    });
  });

  test('is empty, or no zip', async () => {
    await expect(inspectPluginZip(await makeZip(join(folder, 'empty.zip'), {}))).rejects.toMatchObject({
      code: 'layout',
    });
    await writeFile(join(folder, 'page.zip'), '<html>Please sign in</html>');
    await expect(inspectPluginZip(join(folder, 'page.zip'))).rejects.toMatchObject({ code: 'damaged' });
  });
});

test('stops when it is told to', async () => {
  const zip = await makePluginZip(join(folder, 'stopped.zip'), attendance);
  const signal = AbortSignal.abort(new Error('The agent stops.'));
  await expect(inspectPluginZip(zip, { signal })).rejects.toThrow('The agent stops.');
});
