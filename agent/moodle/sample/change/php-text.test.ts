import { expect, test } from '@jest/globals';
import { phpSteps } from './php-steps.js';
import { readPhp } from './php-text.js';

test.each([
  ['plain code', '<?php\nfunction f(array $a) { return [$a[0], "x{$a[1]}"]; }\n'],
  ['brackets in texts and comments', `<?php // (\n# {\n/* [ */ $a = '(\\'{'; $b = "[\\"("; $c = \`ls (\`;`],
  ['HTML around code', "<p>(</p>\n<?php if ($a) { ?>\n<b>it's {</b>\n<?php } ?>\n)"],
  ['a comment that ends with the tag', '<?php // ( ?>\n)'],
  ['here-documents', "<?php\n$a = <<<EOT\nit's ( {$b}\nEOT;\n$c = <<<'X'\n)\n  X;\n"],
  ['an attribute', '<?php\n#[Pure(1)]\nfunction f() {}\n'],
  ['no code at all', 'just ( text'],
])('%s is whole', (_what, text) => {
  const { code, error } = readPhp(text);
  expect(error).toBeNull();
  expect(code).toHaveLength(text.length);
});

test.each([
  ['<?php\nfunction f( { return 1; }\n', "Unclosed '(' on line 2"],
  ['<?php\nf(1));\n', "Unmatched ')' on line 2"],
  ['<?php\nfunction f() {\n', "Unclosed '{' on line 2"],
  ['<?php\n$a = [1;\n', "Unclosed '[' on line 2"],
  ['<?php\n\n$a = "text;\n', 'syntax error, unexpected end of file on line 3'],
  ['<?php\n/* never ends', 'syntax error, unexpected end of file on line 2'],
])('%j is broken', (text, error) => {
  expect(readPhp(text).error).toBe(error);
});

const upgrade = `<?php
function xmldb_local_x_upgrade($oldversion) {
  global $DB;
  // throw new coding_exception('a comment');
  if ($oldversion < 2024010200) {
    set_config('colour', 'red', 'local_x');
    upgrade_plugin_savepoint(true, 2024010200, 'local', 'x');
  }
  if ($DB->count_records('user') > 1000) { throw new moodle_exception('cannot be known'); }
  if ($oldversion < 2024010300) {
    set_config('sitewide', '1');
    throw new moodle_exception('Boom; (really)');
  }
  set_config('never', '1', 'local_x');
  return true;
}`;

test('a script does what it says until it throws', () => {
  const boom = { kind: 'throw', exception: 'moodle_exception', message: 'Boom; (really)' };
  const sitewide = { kind: 'setting', name: 'sitewide', value: '1', plugin: null };
  expect(phpSteps(upgrade, 2024010100)).toEqual([
    { kind: 'setting', name: 'colour', value: 'red', plugin: 'local_x' },
    { kind: 'savepoint', version: '2024010200' },
    sitewide,
    boom,
  ]);
  expect(phpSteps(upgrade, 2024010200)).toEqual([sitewide, boom]);
  expect(phpSteps(upgrade, 2024010300)).toEqual([
    { kind: 'setting', name: 'never', value: '1', plugin: 'local_x' },
  ]);
});
