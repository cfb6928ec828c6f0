import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fixtureSite } from '../../testing/fixture-site.js';
import {
  createFixture,
  databaseKinds,
  TEST_PREFIX,
  type TestDatabase,
} from '../../testing/test-databases.js';
import type { Site } from '../site.js';
import { updateLog, updateOutcomes } from './update-log.js';

const statements = [
  `CREATE TABLE ${TEST_PREFIX}upgrade_log (id BIGINT NOT NULL PRIMARY KEY, type BIGINT, plugin VARCHAR(100),
    version VARCHAR(100), targetversion VARCHAR(100), info VARCHAR(255), details VARCHAR(1333), backtrace VARCHAR(1333),
    userid BIGINT, timemodified BIGINT)`,
  `INSERT INTO ${TEST_PREFIX}upgrade_log VALUES
    (1, 0, 'core', '2024100706', '2024100706', 'Core installed', NULL, '', 0, 1795000000),
    (2, 0, 'mod_quiz', NULL, '2024100700', 'Starting plugin installation', NULL, '', 2, 1795000001),
    (3, 0, 'mod_quiz', '2024100700', '2024100700', 'Upgrade savepoint reached', NULL, '', 2, 1795000002),
    (4, 0, 'mod_quiz', '2024100700', '2024100700', 'Plugin installed', NULL, '', 2, 1795000003),
    (5, 2, 'mod_quiz', '2024100700', '2024100701', 'Exception: no', 'why', '* line 1', 99, 1795000004),
    (6, 1, NULL, NULL, NULL, 'No plugin', NULL, '', 2, 1795000005)`,
];

describe.each(databaseKinds())('the update log on $name', (kind) => {
  let fixture: TestDatabase;
  let site: Site;

  beforeEach(async () => {
    fixture = await createFixture(kind);
    await fixture.run(...statements);
    site = fixtureSite(fixture);
  });
  afterEach(async () => {
    await site.close();
    await fixture.drop();
  });

  test('names who did it, newest first, with the types of the protocol', async () => {
    const log = await updateLog(site, 'mod_quiz');
    expect(log.map(({ id }) => id)).toEqual([5, 4, 3, 2]);
    expect(log[0]).toEqual({
      id: 5,
      type: 2,
      plugin: 'mod_quiz',
      version: '2024100700',
      targetversion: '2024100701',
      info: 'Exception: no',
      details: 'why',
      backtrace: '* line 1',
      userid: 99,
      timemodified: 1795000004,
      // Nobody of this number is left.
      username: null,
      email: null,
    });
    expect(log[1]).toMatchObject({ userid: 2, username: 'admin', email: 'admin@example.com' });
  });

  test('has nobody for what was done on the command line', async () => {
    expect(await updateLog(site, 'core')).toMatchObject([
      { id: 1, userid: null, username: null, email: null },
    ]);
    expect(await updateLog(site, 'mod_none')).toEqual([]);
  });

  test('shows outcomes by component without their steps', async () => {
    const logs = await updateOutcomes(site);
    expect([...logs].map(([component, log]) => [component, log.map(({ id }) => id)])).toEqual([
      ['mod_quiz', [5, 4]],
      ['core', [1]],
    ]);
  });
});
