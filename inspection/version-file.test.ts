import { expect, test } from '@jest/globals';
import { parseVersionFile } from './version-file.js';

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
