import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { endpointTable, families } from './routes.js';

const base = '/local/moopanel/server.php';

describe('the agent', () => {
  let agent: HttpAgent;
  beforeAll(async () => {
    agent = await startHttpAgent();
  });
  afterAll(() => agent.stop());

  test('answers at the base path of the plugin and at the root alike', async () => {
    const answers = await Promise.all(
      ['', '/', '/test_connection', base, `${base}/`, `${base}/test_connection`].map((p) => agent.ask(p)),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toEqual(answers[0]!.body);
    }
    expect((await agent.ask(`${base}/dashboard`)).body).toMatchObject({ site_shortname: 'TM' });
  });

  test.each([
    ['no key', '/dashboard', { key: null }, 401, 'Authorization key required.'],
    ['an empty key', '/dashboard', { key: '' }, 401, 'Authorization key required.'],
    ['a wrong key', '/dashboard', { key: 'wrong' }, 401, 'Authorization failed.'],
    ['no key and an unknown endpoint', '/nothing', { key: null }, 401, 'Authorization key required.'],
    ['an unknown endpoint', '/nothing', {}, 404, 'Endpoint not found.'],
    ['an unknown path below a known endpoint', '/users/nothing', {}, 404, 'Endpoint not found.'],
    ['a path of Moodle beside the agent', '/local/moopanel/other.php', {}, 404, 'Endpoint not found.'],
    ['a wrong method', '/users', { method: 'DELETE' }, 405, 'Method not allowed.'],
    [
      'a wrong method with a broken body',
      '/dashboard',
      { method: 'POST', body: '{' },
      405,
      'Method not allowed.',
    ],
    ['a damaged address', '/%E0%A4%A', {}, 404, 'Endpoint not found.'],
    ['a reserved method', '/users', { method: 'POST', data: {} }, 501, 'Not implemented yet.'],
  ])('answers %s', async (_what, path, options, status, error) => {
    const answer = await agent.ask(path, options);
    expect(answer).toMatchObject({ status, body: { error } });
  });

  test('says which methods are allowed', async () => {
    expect((await agent.ask('/users', { method: 'DELETE' })).headers.get('allow')).toBe('HEAD, GET, POST');
    expect((await agent.ask('/plugins/updates')).headers.get('allow')).toBe('POST');
  });

  test('serves every endpoint and method of its table', async () => {
    for (const [path, methods] of endpointTable(families)) {
      for (const method of methods) {
        const { status, body } = await agent.ask(path, { method, ...(method === 'GET' ? {} : { data: {} }) });
        expect([path, method, [404, 405].includes(status) && body]).toEqual([path, method, false]);
      }
    }
  });

  test('shows its probes to everybody', async () => {
    expect(await agent.ask('/healthz', { key: null })).toMatchObject({ status: 200, body: { status: 'ok' } });
    const ready = await agent.ask('/readyz', { key: null });
    expect(ready).toMatchObject({ status: 200, body: { ready: true, reasons: [] } });
    const metrics = await agent.ask('/metrics', { key: null });
    expect(metrics.body).toContain('moopanel_http_request_duration_seconds_count');
  });

  test('sends headers that keep its replies out of caches, frames and guesses', async () => {
    const { headers } = await agent.ask('/users');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

describe('an agent in trouble', () => {
  test('is closed while its operator has switched it off, but for its probes', async () => {
    const agent = await startHttpAgent({ config: { enabled: false } });
    for (const key of [null, 'wrong', undefined]) {
      const answer = await agent.ask('/dashboard', { key });
      expect(answer).toMatchObject({ status: 423, body: { error: 'Api is disabled.' } });
    }
    expect((await agent.ask('/healthz', { key: null })).status).toBe(200);
    await agent.stop();
  });

  test('answers 503 to every read while the site database is away, and says so at /readyz', async () => {
    const agent = await startHttpAgent();
    const { openDatabase } = await import('../moodle/database/open-database.js');
    const account = { host: '127.0.0.1', port: 1, database: 'm', user: 'canary', password: 'canary' };
    const away = openDatabase({ kind: 'mysql', ...account }, 'mdl_');
    const there = agent.context.site.database;
    Object.assign(agent.context.site, { database: away });
    for (const path of [
      '/',
      '/dashboard',
      '/users',
      '/users/count',
      '/users/online',
      '/user?id=2',
      '/courses',
    ]) {
      const answer = await agent.ask(path);
      expect([path, answer.status, answer.body]).toEqual([
        path,
        503,
        { error: 'Service Unavailable - try again later.' },
      ]);
    }
    const ready = await agent.ask('/readyz', { key: null });
    expect(ready).toMatchObject({ status: 503, body: { reasons: ['The site database does not answer.'] } });
    expect((await agent.ask('/healthz', { key: null })).status).toBe(200);
    expect((await agent.ask('/api_key_status')).status).toBe(200);
    Object.assign(agent.context.site, { database: there });
    expect((await agent.ask('/dashboard')).status).toBe(200);
    await away.close();
    await agent.stop();
  });

  test('reveals nothing of an error it does not know', async () => {
    const bridge = { facts: () => Promise.reject(new Error('canary at /var/www/config.php')) };
    const agent = await startHttpAgent({ siteParts: { bridge } });
    const { status, body, headers } = await agent.ask('/capabilities');
    expect(status).toBe(500);
    expect(body).toEqual({ error: 'Internal error.', request_id: headers.get('x-request-id') });
    await agent.stop();
  });
});
