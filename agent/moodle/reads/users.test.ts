import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fixtureSite } from '../../testing/fixture-site.js';
import { FIXTURE_NOW } from '../../testing/moodle-tables.js';
import { createFixture, databaseKinds, type TestDatabase } from '../../testing/test-databases.js';
import type { Site } from '../site.js';
import { UnknownColumn } from './user-columns.js';
import {
  countAllUserRows,
  countOnline,
  countUsers,
  findUser,
  streamUsers,
  type UserListRequest,
} from './users.js';

describe.each(databaseKinds())('users on $name', (kind) => {
  let fixture: TestDatabase;
  let site: Site;

  beforeAll(async () => {
    fixture = await createFixture(kind);
    site = fixtureSite(fixture);
  });
  afterAll(async () => {
    await site.close();
    await fixture.drop();
  });

  async function list(request: UserListRequest) {
    const rows = [];
    for await (const row of await streamUsers(site, request)) rows.push(row);
    return rows;
  }
  const names = async (request: UserListRequest) =>
    (await list({ fields: 'username', ...request })).map((row) => row.username);

  test('lists everybody but the guest and the deleted, by last name, with every real column but the secret ones', async () => {
    const rows = await list({});
    expect(rows.map((row) => row.username).sort()).toEqual(['admin', 'ana', 'bor', 'far', 'wild']);
    expect(Object.keys(rows[0]!)).toContain('gender');
    expect(JSON.stringify(rows)).not.toContain('canary');
    const bor = rows.find((row) => row.username === 'bor');
    expect(bor).toMatchObject({ id: '4', deleted: '0', lastname: "O'Hara", description: null });
  });

  test('orders by several columns and pages', async () => {
    expect(await names({ sort: 'suspended DESC, id ASC' })).toEqual(['wild', 'admin', 'ana', 'bor', 'far']);
    expect(await names({ sort: 'id desc', limit: 2 })).toEqual(['far', 'wild']);
    expect(await names({ sort: 'id', limit: 2, page: 2 })).toEqual(['far']);
    expect(await names({ sort: 'id', limit: 2, page: 9 })).toEqual([]);
  });

  test.each([
    ['a first name', 'bor', ['bor']],
    ['a last name in another case', 'žIžEK', ['ana']],
    ['a last name in capitals with a caron', 'ŽIŽ', ['ana']],
    ['a full name', 'ana žiž', ['ana']],
    ['an e-mail in another case', 'ana@EXAMPLE', ['ana']],
    ['spaces around it', '  bor ', ['bor']],
    ['a percent sign, literally', '0%', ['wild']],
    ['an underscore, literally', 'r_s', ['wild']],
    ['an underscore that stands nowhere', 'd_r', []],
    ['a quote', "o'h", ['bor']],
    ['brackets, literally', '[X]', ['far']],
    ['a star, literally', '*', []],
    ['a backslash', '\\', []],
    ['a bar, literally', '|', []],
    ['a username alone', 'wild', ['wild']],
    ['a deleted user', 'gone', []],
    ['the guest', 'guest', []],
  ] as [string, string, string[]][])('finds %s', async (_what, search, found) => {
    expect(await names({ search, sort: 'id' })).toEqual(found);
  });

  // THREATS 6: the text never gets near a query.
  test.each([
    { fields: 'password' },
    { fields: 'id,secret' },
    { fields: 'id, (select password from mo_user limit 1)' },
    { fields: 'nonexistent' },
    { fields: 'id,,lastname' },
    { sort: 'password' },
    { sort: 'id; DROP TABLE mo_user' },
    { sort: 'id ASC, (CASE WHEN 1=1 THEN id ELSE lastname END)' },
    { sort: 'id ASC NULLS FIRST' },
    { sort: 'id`' },
    { sort: '1' },
  ])('refuses %j', async (request) => {
    await expect(streamUsers(site, request)).rejects.toBeInstanceOf(UnknownColumn);
    expect(await countAllUserRows(site)).toBe(7);
  });

  test('counts', async () => {
    expect(await countUsers(site)).toBe(5);
    expect(await countAllUserRows(site)).toBe(7);
    expect(await countOnline(site, FIXTURE_NOW - 300, FIXTURE_NOW)).toBe(2);
    expect(await countOnline(site, FIXTURE_NOW - 301, FIXTURE_NOW - 299)).toBe(2);
    expect(await countOnline(site, 1, 2)).toBe(0);
  });

  test('finds one user by id, username or e-mail, and no deleted one', async () => {
    expect(await findUser(site, { id: '3' })).toMatchObject({ username: 'ana' });
    expect(await findUser(site, { username: 'ANA' })).toMatchObject({ id: '3' });
    expect(await findUser(site, { email: 'ana@example.com' })).toMatchObject({ id: '3' });
    for (const id of ['6', '99', '0', '-1', '3 OR 1=1', '', '99999999999999999999']) {
      expect(await findUser(site, { id })).toBeNull();
    }
    expect(await findUser(site, { username: 'gone' })).toBeNull();
    expect(await findUser(site, { username: 'far' })).toBeNull();
    expect(await findUser(site, { username: "x' OR '1'='1" })).toBeNull();
    expect(Object.keys((await findUser(site, { id: '2' }))!)).not.toContain('password');
  });
});
