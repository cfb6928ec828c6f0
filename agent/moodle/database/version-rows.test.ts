import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createFixture,
  databaseKinds,
  TEST_PREFIX,
  type TestDatabase,
} from '../../testing/test-databases.js';
import type { MoodleDatabase } from './database.js';
import { openDatabase } from './open-database.js';
import { putVersionsBack, readVersions } from './version-rows.js';

describe.each(databaseKinds())('versions put back on $name', (kind) => {
  let fixture: TestDatabase;
  let database: MoodleDatabase;

  beforeAll(async () => {
    fixture = await createFixture(kind);
    database = openDatabase(fixture.connection, TEST_PREFIX);
  });
  afterAll(async () => {
    await database.close();
    await fixture.drop();
  });

  test('what was changed says what it said before, what was new is gone', async () => {
    const own = { ownConnection: fixture.connection, prefix: TEST_PREFIX };
    const before = await readVersions(database.db);
    const [first, ...rest] = before;
    expect(rest.length).toBeGreaterThan(0);
    const other = { ...first!, value: '1999010100' };
    expect(await putVersionsBack(own, [other, ...rest])).toEqual([first!.plugin]);
    expect(await readVersions(database.db)).toContainEqual(other);
    expect(await putVersionsBack(own, before)).toEqual([first!.plugin]);
    expect(await readVersions(database.db)).toEqual(before);

    expect(await putVersionsBack(own, rest)).toEqual([first!.plugin]);
    expect(await readVersions(database.db)).toEqual(rest);
    expect(await putVersionsBack(own, rest)).toEqual([]);
  });
});
