import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { coursesReply } from '../../contract/agent/courses.js';
import { connectionReply, dashboardReply } from '../../contract/agent/site.js';
import { userReply, usersReply } from '../../contract/agent/users.js';
import { healthReply } from '../../contract/agent/health.js';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { FIXTURE_NOW } from '../testing/moodle-tables.js';

const clock = () => new Date(FIXTURE_NOW * 1000);

describe('reads', () => {
  let agent: HttpAgent;
  beforeAll(async () => {
    agent = await startHttpAgent({ clock });
  });
  afterAll(() => agent.stop());

  const error = (message: string) => ({ status: 400, body: { error: message } });

  test('give what the contract says', async () => {
    connectionReply.parse((await agent.ask('/')).body);
    dashboardReply.parse((await agent.ask('/dashboard')).body);
    usersReply.parse((await agent.ask('/users')).body);
    userReply.parse((await agent.ask('/user?id=2')).body);
    healthReply.parse((await agent.ask('/health')).body);
    coursesReply.parse((await agent.ask('/courses?displaycourses&displaycategories')).body);
  });

  test('/courses shows lists by flags, whatever their value', async () => {
    const counts = { number_of_categories: 2, number_of_courses: 2 };
    expect((await agent.ask('/courses')).body).toEqual(counts);
    const courses = (await agent.ask('/courses?displaycourses=0')).body as Record<string, unknown>;
    expect(courses).toMatchObject(counts);
    expect(Object.keys(courses)).toEqual(['number_of_categories', 'number_of_courses', 'courses']);
    expect((await agent.ask('/courses?displaycategories')).body).toHaveProperty('categories');
  });

  test('/users counts what it lists', async () => {
    const found = await agent.ask('/users?search=user&fields=id,username&sort=id%20DESC');
    expect(found.body).toEqual({ users: [{ id: '2', username: 'admin' }], number_of_users: 1 });
    expect((await agent.ask('/users?search=zzzz')).body).toEqual({ users: [], number_of_users: 0 });
    expect((await agent.ask('/users?limit=2&page=1&sort=id&fields=id')).body).toMatchObject({
      users: [{ id: '4' }, { id: '5' }],
    });
    expect((await agent.ask('/users/count')).body).toEqual({ number_of_users: 5 });
  });

  test.each([
    ['/users?fields=nonexistent', 'fields: unknown field "nonexistent".'],
    ['/users?fields=password', 'fields: unknown field "password".'],
    ['/users?sort=secret', 'sort: unknown field "secret".'],
    ['/users?page=1', 'page: needs a limit beside it.'],
    ['/user', 'No parameters provided.'],
    ['/user?username=nobody', 'User not found.'],
    ['/user?username=gone', 'User not found.'],
    ['/user?id=6', 'User not found.'],
    ['/users/online?timeStart=3&timeEnd=2', 'StartTime must be less than endTime.'],
  ])('%s is refused', async (path, message) => {
    expect(await agent.ask(path)).toMatchObject(error(message));
  });

  test.each(['/users?limit=0', '/users?limit=x', '/users?search=a&search=b', '/users/online?timeStart=x'])(
    '%s is refused by name',
    async (path) => {
      const { status, body } = await agent.ask(path);
      expect(status).toBe(400);
      const field = path.includes('limit') ? 'limit' : path.includes('search') ? 'search' : 'timeStart';
      expect((body as { error: string }).error).toMatch(new RegExp(`^${field}: `));
    },
  );

  test('/user takes any one of its keys', async () => {
    for (const query of ['id=3', 'username=ana', 'upn=ana', 'email=ana@example.com']) {
      const { body } = await agent.ask(`/user?${query}`);
      expect(body).toMatchObject({ user: { id: '3', username: 'ana', lastname: 'Žižek' } });
      expect(JSON.stringify(body)).not.toContain('canary');
    }
  });

  test('/users/online counts the last five minutes, or the time between', async () => {
    expect((await agent.ask('/users/online')).body).toEqual({ all_users: 7, online: 2 });
    const moment = FIXTURE_NOW - 301;
    const { body } = await agent.ask(`/users/online?timeStart=${moment}&timeEnd=${moment}`);
    expect(body).toEqual({ all_users: 7, online: 1 });
  });

  test('/api_key_status takes a time to come or null, and nothing else', async () => {
    const set = (key_expiration_date: unknown) =>
      agent.ask('/api_key_status', { method: 'POST', data: { key_expiration_date } });
    for (const bad of [FIXTURE_NOW - 1, FIXTURE_NOW, 0, -1, 1.5, 'soon', true, [], FIXTURE_NOW * 1000]) {
      const { status, body } = await set(bad);
      expect([bad, status, (body as { error: string }).error]).toEqual([
        bad,
        400,
        expect.stringMatching(/^key_expiration_date: /),
      ]);
    }
    expect((await agent.ask('/api_key_status')).body).toEqual({ key_expiration_date: 'permanent' });
    expect((await set(1904567899)).body).toEqual({ status: true, key_expiration_date: 1904567899 });
    expect((await agent.ask('/api_key_status')).body).toEqual({ key_expiration_date: '05/09/2030 14:38:19' });
    expect((await set(null)).body).toEqual({ status: true, key_expiration_date: 'permanent' });
  });

  test.each([
    ['POST', '/plugin', {}, 501, 'Not implemented yet.'],
    ['POST', '/plugins/updates', { instance_id: 7 }, 400, 'No updates specified.'],
    ['POST', '/plugins/installzip', { updates: [] }, 400, 'No zip files urls specified.'],
    ['POST', '/moodle_core', {}, 400, 'Bad request - no core version specified.'],
    ['POST', '/moodle_core', { instance_id: 'x' }, 400, 'Bad Request - Please provide a valid instance ID.'],
    ['POST', '/moodle_core', { instance_id: 7 }, 400, 'Bad Request - Please provide update ID.'],
    ['POST', '/moodle_core/update', { version: '1' }, 400, 'Bad request - no download link specified.'],
    ['GET', '/admin_presets?instanceid=abc', {}, 403, 'Please provide a valid instance ID.'],
    ['GET', '/admin_presets?instanceid=1234', {}, 501, 'Admin presets plugin not found.'],
  ])('%s %s %j is %d', async (method, path, data, status, message) => {
    const answer = await agent.ask(path, { method, ...(method === 'GET' ? {} : { data }) });
    expect(answer).toMatchObject({ status, body: { error: message } });
  });
});

describe('a list of any length', () => {
  let agent: HttpAgent | undefined;
  afterEach(() => agent?.stop());

  /** An agent whose list of users is made by the test. */
  async function withRows(rows: () => AsyncGenerator<unknown>): Promise<HttpAgent> {
    agent = await startHttpAgent();
    agent.context.site.database.stream = rows as never;
    return agent;
  }

  test('waits for a reader who is slow, and stops for one who hangs up', async () => {
    let made = 0;
    let ended: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (ended = resolve));
    const { server, context } = await withRows(async function* () {
      try {
        for (; made < 1_000_000; made++) yield { id: String(made), description: 'x'.repeat(500) };
      } finally {
        ended();
      }
    });
    const hangUp = new AbortController();
    const headers = { 'X-API-KEY': context.config.apiKey! };
    const res = await fetch(`${server.url}/users`, { headers, signal: hangUp.signal });
    const reader = res.body!.getReader();
    await reader.read();
    hangUp.abort();
    await over;
    // Half a gigabyte was asked for; only what the buffers on the way hold was ever made.
    expect(made).toBeLessThan(100_000);
  });

  test('that breaks off in the middle is no whole list to its reader', async () => {
    const { ask } = await withRows(async function* () {
      for (let i = 0; i < 500; i++) yield { id: String(i), description: 'x'.repeat(500) };
      throw new Error('canary');
    });
    await expect(ask('/users')).rejects.toThrow();
  });

  test('that fails at its first row is an error like any other', async () => {
    // eslint-disable-next-line require-yield -- it fails before its first row
    const { ask } = await withRows(async function* () {
      throw new Error('canary');
    });
    expect(await ask('/users')).toMatchObject({ status: 500, body: { error: 'Internal error.' } });
  });
});
