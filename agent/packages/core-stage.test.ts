/** The new Moodle is put together beside the old one, whichever of the two layouts either has. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { inspectCoreZip } from '../../inspection/inspect-core-zip.js';
import { makeCoreZip } from '../../inspection/testing/make-core-zip.js';
import type { Inventory } from '../moodle/inventory/inventory.js';
import type { SiteConfig } from '../moodle/site.js';
import { coreSwaps, planCore, type CorePlan } from './core-layout.js';
import { stageCore } from './core-stage.js';
import { swapBack, swapIn } from './swap.js';

let folder: string;
let config: SiteConfig;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-core-'));
  const moodleDir = join(folder, 'www/moodle');
  config = { moodleDir, codeRoot: moodleDir, dataroot: join(folder, 'data') } as SiteConfig;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** A Moodle 4.5 of a few files, with what a site has beside Moodle's own. */
async function oldTree(configPhp = "<?php require_once(__DIR__ . '/lib/setup.php');"): Promise<Inventory> {
  const files = {
    'config.php': configPhp,
    'version.php': 'old',
    'lib/setup.php': 'old',
    'old-file.php': 'gone in the new one',
    '.htaccess': 'own',
    'local/hello/version.php': 'third',
    'mod/quiz/version.php': 'old',
    'mod/quiz/report/extra/version.php': 'third',
  };
  for (const [path, text] of Object.entries(files)) await write(join(config.moodleDir, path), text);
  const plugin = (component: string, path: string, standard: boolean) => ({
    standard,
    info: { component, rootdir: join(config.codeRoot, path) },
  });
  return {
    codeRoot: config.codeRoot,
    plugins: [
      plugin('mod_quiz', 'mod/quiz', true),
      plugin('local_hello', 'local/hello', false),
      plugin('quiz_extra', 'mod/quiz/report/extra', false),
    ],
  } as unknown as Inventory;
}

async function zipOf(publicFolder: boolean, files: Record<string, string> = {}) {
  const file = join(folder, 'new.zip');
  const [version, release, branch] = publicFolder
    ? [2025100600, '5.1 (Build: 20251006)', 501]
    : [2024100707, '4.5.7 (Build: 20251006)', 405];
  await makeCoreZip(file, {
    version: String(version),
    release: String(release),
    branch: Number(branch),
    publicFolder,
    plugins: { mod_quiz: Number(version) },
    files: { 'lib/setup.php': 'new', ...files },
  });
  return { file, pkg: await inspectCoreZip(file) };
}

const places = () => ({
  staged: join(folder, 'work/staged/moodle'),
  kept: join(folder, 'work/kept/moodle'),
  discarded: join(folder, 'work/discarded/moodle'),
});
const run = { signal: new AbortController().signal, progress: () => undefined, log: () => undefined };

async function stage(inventory: Inventory, publicFolder: boolean, change: Partial<CorePlan> = {}) {
  const { file, pkg } = await zipOf(publicFolder);
  const plan = { ...(await planCore(config, inventory, pkg)), ...change };
  const carried = await stageCore({ config, file, pkg, plan, staged: places().staged, run });
  return { plan, carried };
}

async function treeOf(path: string): Promise<Record<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = await Promise.all(
    files.map(async (file) => [file.slice(path.length + 1), await readFile(file, 'utf8')]),
  );
  return Object.fromEntries(pairs) as Record<string, string>;
}

describe.each(['folder', 'entries'] as const)('swapped by %s', (way) => {
  test('the site has the new code with its own files and plugins, and on the way back all that it had', async () => {
    const inventory = await oldTree();
    const before = await treeOf(config.moodleDir);
    const { plan, carried } = await stage(inventory, false, { way });
    expect(carried.sort()).toEqual(['.htaccess', 'config.php', 'local/hello', 'mod/quiz/report/extra']);
    const swaps = await coreSwaps(config, plan, places());
    for (const swap of swaps) await swapIn(swap);
    const after = await treeOf(config.moodleDir);
    expect(after).toMatchObject({
      'config.php': before['config.php'],
      '.htaccess': 'own',
      'lib/setup.php': 'new',
      'local/hello/version.php': 'third',
      'mod/quiz/report/extra/version.php': 'third',
    });
    expect(after['mod/quiz/version.php']).toContain('2024100707');
    expect(after).not.toHaveProperty(['old-file.php']);
    for (const swap of [...swaps].reverse()) await swapBack(swap);
    expect(await treeOf(config.moodleDir)).toEqual(before);
  });
});

describe('Moodle 5.1, whose code lies in public', () => {
  test('plugins from elsewhere move there, config.php stays, and the web root is warned of', async () => {
    const inventory = await oldTree("<?php require_once(__DIR__ . '/public/lib/setup.php');");
    const { plan } = await stage(inventory, true);
    expect(plan).toMatchObject({
      codeRoot: join(config.moodleDir, 'public'),
      reasons: [],
      warnings: [{ code: 'web-root' }],
    });
    expect(await treeOf(places().staged)).toMatchObject({
      'config.php': expect.stringContaining('public/lib/setup.php'),
      'public/local/hello/version.php': 'third',
      'public/mod/quiz/report/extra/version.php': 'third',
    });
  });

  test('a config.php that would look for its code in vain is refused before anything is swapped', async () => {
    const inventory = await oldTree();
    await expect(stage(inventory, true)).rejects.toThrow('config.php requires /lib/setup.php');
  });
});

test('a data folder within the code is a reason against: it would be swapped out with it', async () => {
  const inventory = await oldTree();
  config.dataroot = join(config.moodleDir, 'moodledata');
  const { pkg } = await zipOf(false);
  expect(await planCore(config, inventory, pkg)).toMatchObject({ reasons: [{ code: 'data-in-code' }] });
});
