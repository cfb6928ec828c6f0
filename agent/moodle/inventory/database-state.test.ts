import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fixtureSite } from '../../testing/fixture-site.js';
import {
  createFixture,
  databaseKinds,
  TEST_PREFIX,
  type TestDatabase,
} from '../../testing/test-databases.js';
import type { Site } from '../site.js';
import { databaseState } from './database-state.js';

const switches: Readonly<Record<string, string>> = {
  modules: 'name VARCHAR(20), visible SMALLINT',
  block: 'name VARCHAR(40), visible SMALLINT',
  message_processors: 'name VARCHAR(166), enabled SMALLINT',
  repository: 'type VARCHAR(255), visible SMALLINT',
  portfolio_instance: 'plugin VARCHAR(50), visible SMALLINT',
};
const switchTables = [
  ...Object.entries(switches).flatMap(([name, columns]) => [
    `CREATE TABLE ${TEST_PREFIX}${name} (id BIGINT NOT NULL PRIMARY KEY, ${columns})`,
    `INSERT INTO ${TEST_PREFIX}${name} VALUES (1, 'one', 1), (2, 'two', 0)`,
  ]),
  `CREATE TABLE ${TEST_PREFIX}filter_active (id BIGINT NOT NULL PRIMARY KEY, filter VARCHAR(32), contextid BIGINT, active SMALLINT)`,
  `INSERT INTO ${TEST_PREFIX}filter_active VALUES (1, 'emoticon', 1, 1), (2, 'emoticon', 2, 1)`,
];

describe.each(databaseKinds())("the state of a site's database on $name", (kind) => {
  let fixture: TestDatabase;
  let site: Site;

  beforeEach(async () => {
    fixture = await createFixture(kind);
    site = fixtureSite(fixture);
  });
  afterEach(async () => {
    await site.close();
    await fixture.drop();
  });

  /** Whether a statement is noticed; `mdl_` stands for the prefix. */
  const notices = async (statement: string) => {
    const before = await databaseState(site);
    expect(await databaseState(site)).toBe(before);
    await fixture.run(statement.replaceAll('mdl_', TEST_PREFIX));
    return (await databaseState(site)) !== before;
  };

  test('shows every kind of change that the inventory depends on', async () => {
    await fixture.run(...switchTables);
    for (const statement of [
      `INSERT INTO mdl_config VALUES (90, 'allversionshash', 'abc')`,
      `UPDATE mdl_config SET value = 'abd' WHERE name = 'allversionshash'`,
      `INSERT INTO mdl_config VALUES (91, 'auth', 'email')`,
      `INSERT INTO mdl_config VALUES (92, 'langrev', '1')`,
      `INSERT INTO mdl_config_plugins VALUES (93, 'core_plugin', 'recentfetch', '1795000100')`,
      `UPDATE mdl_config_plugins SET value = '{"updates":{}}' WHERE name = 'recentresponse'`,
      `UPDATE mdl_config_plugins SET value = '2024100701' WHERE plugin = 'mod_quiz'`,
      `INSERT INTO mdl_config_plugins VALUES (94, 'format_weeks', 'disabled', '1')`,
      `DELETE FROM mdl_config_plugins WHERE id = 94`,
      `UPDATE mdl_modules SET visible = 1 WHERE name = 'two'`,
      `UPDATE mdl_block SET visible = 0 WHERE name = 'one'`,
      `UPDATE mdl_message_processors SET enabled = 0 WHERE name = 'one'`,
      `INSERT INTO mdl_repository VALUES (3, 'three', 1)`,
      `DELETE FROM mdl_portfolio_instance WHERE id = 2`,
      `UPDATE mdl_filter_active SET active = -9999 WHERE id = 1`,
    ]) {
      expect([statement, await notices(statement)]).toEqual([statement, true]);
    }
  });

  test('stays while cron notes down its times and courses choose their filters', async () => {
    await fixture.run(...switchTables);
    for (const statement of [
      `UPDATE mdl_config_plugins SET value = '1795230001' WHERE name = 'lastcronstart'`,
      `INSERT INTO mdl_config VALUES (95, 'digestmailtimelast', '1795230001')`,
      `UPDATE mdl_filter_active SET active = -1 WHERE id = 2`,
    ]) {
      expect([statement, await notices(statement)]).toEqual([statement, false]);
    }
  });

  test('is known on a site that lacks the tables of other versions', async () => {
    expect(await notices(`UPDATE mdl_config SET value = 'moove' WHERE name = 'theme'`)).toBe(true);
  });
});
