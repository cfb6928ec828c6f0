/** What changes of code ask of a live Moodle (MOODLE_DIR). Nothing of the site is changed here. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../../../runtime/logger.js';
import { openSite } from '../../open-site.js';
import { testRun } from '../../sample/testing/sample-fixture.js';
import type { Site } from '../../site.js';

const { MOODLE_DIR, PHP_COMMAND } = process.env;
if (!MOODLE_DIR) {
  console.warn('SKIPPED on a live Moodle (MOODLE_DIR): not set.');
}

(MOODLE_DIR ? describe : describe.skip)('a live Moodle', () => {
  let site: Site;
  beforeAll(async () => {
    const phpCommand = (PHP_COMMAND ?? 'php').split(' ');
    site = await openSite(
      { kind: 'php', moodleDir: MOODLE_DIR!, phpCommand, phpTimeout: 60 },
      createLogger('test', 'silent'),
    );
  });
  afterAll(() => site?.close());

  test('says what it runs on', async () => {
    const { branch, databaseVersion, release } = await site.bridge.facts();
    expect(`${Math.floor(branch / 100)}.${branch % 100}`).toBe(/^\d+\.\d+/.exec(release)![0]);
    const vendors = { mysql: ['mysql', 'mariadb'], postgresql: ['postgres'], sqlite: ['sqlite'] };
    expect(vendors[site.database.kind]).toContain(databaseVersion.vendor);
    expect(databaseVersion.version).toMatch(/^\d+\.\d+/);
  });

  test('is wholly upgraded, and its upgrade has nothing to do', async () => {
    const state = await site.bridge.upgradeState();
    expect(state).toMatchObject({ pending: false, unmet: [] });
    expect(state.coreDisk).toBe(state.coreDatabase);
    expect(await site.bridge.upgrade(testRun())).toEqual({
      succeeded: true,
      failedComponent: null,
      message: '',
    });
  });

  test('knows the folder of each type, those of subplugins too', async () => {
    const { pluginTypes, codeRoot } = await site.bridge.inventory();
    expect(pluginTypes.mod).toBe(join(codeRoot, 'mod'));
    expect(pluginTypes.assignsubmission).toBe(join(codeRoot, 'mod/assign/submission'));
  });

  test('does not let go of what it needs', async () => {
    const codes = async (component: string) =>
      (await site.bridge.uninstallReasons(component)).map(({ code }) => code);
    expect((await codes('mod_forum')).slice(0, 2)).toEqual(['standard', 'in-use']);
    expect(await codes('local_nothing')).toEqual(['not-installed']);
    await expect(site.bridge.uninstall({ component: 'local_nothing' }, testRun())).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(site.bridge.uninstall({ component: 'mod_forum' }, testRun())).rejects.toMatchObject({
      kind: 'moodle',
    });
  });

  test('finds what its PHP cannot read, wherever it lies, without running any of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'moopanel-syntax-'));
    try {
      const deep = join(folder, 'plugin', 'classes', 'deep');
      await mkdir(deep, { recursive: true });
      const ran = join(folder, 'ran');
      await writeFile(join(folder, 'plugin', 'good.php'), `<?php touch('${ran}');`);
      await writeFile(join(folder, 'plugin', 'readme.txt'), '<?php function (');
      expect(await site.bridge.syntaxErrors(join(folder, 'plugin'), testRun())).toEqual([]);
      await writeFile(join(deep, 'bad.php'), `<?php touch('${ran}');\nfunction f( { }`);
      expect(await site.bridge.syntaxErrors(join(folder, 'plugin'), testRun())).toEqual([
        { file: 'classes/deep/bad.php', message: expect.stringMatching(/syntax error.* on line 2/) },
      ]);
      expect(existsSync(ran)).toBe(false);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
