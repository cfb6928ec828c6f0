import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { describesOldModule, parseVersionFile } from './version-file.js';

test('reads what a plugin says of itself', () => {
  const text = `<?php
/* $plugin->version = 1; */
defined('MOODLE_INTERNAL') || die(); // $plugin->version = 2;
# $plugin->component = 'mod_wrong';
$plugin->version   = 2024081300.05;
$plugin->requires='2022041900';
$plugin->component = "local_thing";  // The name.
$plugin->release = 'v1.0; "stable" // not a comment';
$plugin->maturity = MATURITY_RC;
$plugin->supported = [401, 405];
$plugin->incompatible = 500;
$plugin->dependencies = array(
    'mod_quiz' => 2024100700, // At least.
    "theme_boost" => ANY_VERSION,
);
`;
  expect(parseVersionFile(text)).toEqual({
    component: 'local_thing',
    version: 2024081300.05,
    requires: 2022041900,
    release: 'v1.0; "stable" // not a comment',
    maturity: 150,
    supported: [401, 405],
    incompatible: 500,
    dependencies: { mod_quiz: 2024100700, theme_boost: 'any' },
  });
});

test('does not guess what is computed or missing', () => {
  const nothing = {
    component: null,
    version: null,
    requires: null,
    release: null,
    maturity: null,
    supported: null,
    incompatible: null,
    dependencies: null,
  };
  expect(parseVersionFile('')).toEqual(nothing);
  expect(parseVersionFile('<?php $plugin->version = date("Ymd"); $plugin->component = "local_$x";')).toEqual(
    nothing,
  );
});

test('reads what is written in other ways', () => {
  const text = `<?php
$plugin = new stdClass();
$plugin -> component = 'qtype_o_thing' ;
$plugin->version = '2024081300.00';
$plugin->maturity = \\MATURITY_STABLE;
$plugin->release = 'It\\'s 1.0';
$plugin->supported = array(39, 405,);
$plugin->incompatible = '500';
$plugin->dependencies = ['mod_quiz' => '2024100700', 'local_a' => \\ANY_VERSION, 'local_b' => 'any'];
`;
  expect(parseVersionFile(text)).toEqual({
    component: 'qtype_o_thing',
    version: 2024081300,
    requires: null,
    release: "It's 1.0",
    maturity: 200,
    supported: [39, 405],
    incompatible: 500,
    dependencies: { mod_quiz: 2024100700, local_a: 'any', local_b: 'any' },
  });
});

test('knows the activities that describe themselves in the way of old', () => {
  expect(describesOldModule('<?php $module->version = 2012010100;')).toBe(true);
  expect(describesOldModule('<?php // $module->version = 2012010100;')).toBe(false);
});

const moodleDir = process.env.MOODLE_DIR;
if (!moodleDir) console.warn('MOODLE_DIR is not set: the version.php files of a real Moodle are not read.');

(moodleDir ? test : test.skip)('reads every version.php of a real Moodle', async () => {
  const files = await readdir(moodleDir!, { recursive: true });
  const plugins = files.filter((file) => file.endsWith('/version.php') && !file.includes('/tests/'));
  expect(plugins.length).toBeGreaterThan(400);
  for (const file of plugins) {
    const found = parseVersionFile(await readFile(join(moodleDir!, file), 'utf8'));
    const name = file.split('/').at(-2);
    expect({ file, ...found }).toMatchObject({ component: expect.stringMatching(`_${name}$`) });
    expect(found.version).toBeGreaterThan(2000000000);
  }
});
