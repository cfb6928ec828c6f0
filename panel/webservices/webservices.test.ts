import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FakeAgent } from '../testing/fake-agent.js';
import { TOKEN_CANARY } from '../testing/fake-migration.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';

let t: TestPanel;
let site: FakeAgent;
let id: number;
let operator: string;

beforeAll(async () => {
  t = await startTestPanel();
  site = await new FakeAgent().start();
  id = (await t.api('post', '/instances', { url: site.url, api_key: site.key }).expect(201)).body
    .id as number;
  operator = (await t.api('post', '/tokens', { name: 'o', role: 'operator' }).expect(201)).body
    .token as string;
});
afterAll(async () => {
  await site.stop();
  await t.stop();
});

test('tokens and services are those of the site, with the address that programs call', async () => {
  const found = await t.api('get', `/instances/${id}/webservice`).expect(200);
  expect(found.body).toMatchObject({
    url: `${site.url}/webservice/rest/server.php`,
    functions: [{ name: 'core_course_restore_async' }],
    services: [],
    tokens: [{ name: 'old', username: 'admin' }],
  });
});

test('a token is told once; neither log nor database ever has it (attack 20)', async () => {
  const body = { name: 'import', username: 'admin', expires_at: '2027-01-01T00:00:00Z' };
  const made = await t.api('post', `/instances/${id}/webservice/tokens`, body).expect(201);
  expect(made.body).toMatchObject({ id: 2, token: TOKEN_CANARY });
  const order = site.requests.find(({ method, path }) => method === 'POST' && path === '/webservice/tokens');
  expect(order?.body).toMatchObject({ data: { expires_at: 1_798_761_600, name: 'import' } });
  // The agent would keep its answer with a key.
  expect(order?.idempotencyKey).toBeUndefined();
  const again = await t.api('get', `/instances/${id}/webservice`).expect(200);
  expect(again.body.tokens).toHaveLength(2);
  expect(again.text).not.toContain(TOKEN_CANARY);
  expect(t.log.join('')).not.toContain(TOKEN_CANARY);
  const { pool } = t.panel.context.database;
  const tables = await pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  for (const { name } of tables.rows) {
    const { rows } = await pool.query(`SELECT 1 FROM "${name}" AS row WHERE row::text LIKE $1`, [
      `%${TOKEN_CANARY}%`,
    ]);
    expect({ name, rows }).toEqual({ name, rows: [] });
  }
  const audit = await t.api('get', '/audit?search=webservice.token_create').expect(200);
  expect(audit.body.items).toMatchObject([{ target: 'import', detail: 'token 2 for admin' }]);

  await t.api('delete', `/instances/${id}/webservice/tokens/2`).expect(204);
  await t.api('delete', `/instances/${id}/webservice/tokens/2`).expect(404);
  const revoked = await t.api('get', '/audit?search=webservice.token_revoke').expect(200);
  expect(revoked.body.items.map((each: { outcome: string }) => each.outcome)).toContain('ok');
});

test('the site’s refusal is told in its words', async () => {
  const refused = await t
    .api('post', `/instances/${id}/webservice/tokens`, { username: 'nobody' })
    .expect(422);
  expect(refused.body.detail).toBe('There is no user "nobody" on the site.');
});

test('an operator sees tokens and makes none', async () => {
  const as = (method: 'get' | 'post' | 'delete', path: string) =>
    t.anonymous[method](`/api/v1/instances/${id}${path}`).set('authorization', `Bearer ${operator}`);
  await as('get', '/webservice').expect(200);
  await as('post', '/webservice/tokens').send({ username: 'admin' }).expect(403);
  await as('delete', '/webservice/tokens/1').expect(403);
  await as('post', '/webservice/services')
    .send({ name: 'x', functions: ['core_course_restore_async'] })
    .expect(403);
});

test('the organisation is read through', async () => {
  expect((await t.api('get', `/instances/${id}/organisation`).expect(200)).body).toEqual({
    frameworks: [],
    jobs: 0,
  });
  await t.api('get', `/instances/${id}/organisation/jobs?unitid=3`).expect(200);
  expect(site.requests.at(-1)?.path).toBe('/organisation/jobs');
});
