import { expect, test } from '@jest/globals';
import { ownTables } from './own-tables.js';

const site = (prefix: string) => ['config', 'config_plugins', 'course', 'user'].map((name) => prefix + name);

test('takes the tables with the prefix, whatever else is there', () => {
  expect(ownTables([...site('mdl_'), 'wp_posts', 'mdlx', 'MDL_config'], 'mdl_')).toEqual(site('mdl_'));
  expect(ownTables(['mdlxuser', ...site('mdl_')], 'mdl_')).toEqual(site('mdl_'));
});

test('leaves another site alone whose prefix is longer', () => {
  const all = [...site('mdl_'), ...site('mdl_b_'), 'mdl_block'];
  expect(ownTables(all, 'mdl_')).toEqual(['mdl_block', ...site('mdl_')]);
  expect(ownTables(all, 'mdl_b_')).toEqual(site('mdl_b_'));
  expect(ownTables([...site(''), ...site('old_')], '')).toEqual(site(''));
});

test('a plugin’s own tables do not make another site of it', () => {
  const all = [...site('mdl_'), 'mdl_tool_x_config', 'mdl_tool_x_course'].sort();
  expect(ownTables(all, 'mdl_')).toEqual(all);
});
