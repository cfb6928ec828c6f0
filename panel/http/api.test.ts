import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { panelRoutes } from '../../contract/panel/routes.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';
import { routes } from './routes.js';

let t: TestPanel;
beforeAll(async () => {
  t = await startTestPanel();
});
afterAll(() => t.stop());

test('the declared routes are those of the contract', () => {
  const declared = Object.fromEntries(routes.map((r) => [r.operationId, `${r.method} ${r.path}`]));
  expect(declared).toEqual(panelRoutes);
});

test('the OpenAPI document describes every route, its answer and its problems', async () => {
  const document = (await t.anonymous.get('/api/v1/openapi.json').expect(200)).body;
  expect(document.openapi).toBe('3.1.0');
  for (const [operationId, words] of Object.entries(panelRoutes)) {
    const [method = '', path = ''] = words.split(' ');
    const operation = document.paths[`/api/v1${path}`]?.[method.toLowerCase()];
    expect(operation).toMatchObject({ operationId });
    expect(Object.keys(operation.responses).length).toBe(2);
  }
});

test('the API page needs no script but ours', async () => {
  const page = await t.anonymous.get('/api/docs').redirects(1).expect(200);
  expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/);
  expect(page.text).not.toMatch(/<script>(?!<)/);
  await t.anonymous.get('/api/docs/assets/swagger-ui-bundle.js').expect(200);
  await t.anonymous.get('/api/docs/assets/package.json').expect(404);
});

describe('answers', () => {
  test('nothing is told without credentials', async () => {
    const open = new Set(['enrol']);
    for (const route of routes.filter((r) => !open.has(r.operationId))) {
      const path = `/api/v1${route.path.replace('{id}', '1')}`;
      const method = route.method.toLowerCase() as 'get';
      const reply = await t.anonymous[method](path);
      expect([route.operationId, reply.status]).toEqual([route.operationId, 401]);
      expect(reply.headers['content-type']).toMatch('application/problem+json');
    }
  });

  test('an unknown path, a wrong method and wrong values are problems that say what is wrong', async () => {
    expect((await t.api('get', '/nothing').expect(404)).body).toMatchObject({
      status: 404,
      title: 'Not found',
    });
    const wrong = await t.api('delete', '/overview').expect(405);
    expect(wrong.headers.allow).toBe('GET');
    const bad = await t.api('post', '/instances', { url: 'nowhere', api_key: 'x' }).expect(400);
    const paths = bad.body.errors.map((error: { path: string }) => error.path);
    expect(paths).toEqual(['body.url', 'body.api_key']);
    await t.api('get', '/instances/abc').expect(400);
    await t.api('get', '/instances/99999999999').expect(400);
    await t.api('get', '/instances?limit=0').expect(400);
    await t.api('get', '/instances?sort=sealed_key').expect(400);
    await t.api('get', '/instances?sort=constructor').expect(400);
    await t.api('get', '/instances?cursor=xyz').expect(400);
  });

  test('bodies are bounded and clean (threats 8, 16)', async () => {
    const send = (body: string) =>
      t.api('post', '/clusters').set('content-type', 'application/json').send(body);
    await send(`{"name":"${'x'.repeat(1_100_000)}"}`).expect(413);
    await send('{"name":'.repeat(40) + '1' + '}'.repeat(40)).expect(413);
    await send('{"name":"a","__proto__":{"x":1}}').expect(400);
    await send('{"name":').expect(400);
  });

  test('probes and metrics', async () => {
    await t.anonymous.get('/healthz').expect(200);
    await t.anonymous.get('/readyz').expect(200);
    const metrics = await t.anonymous.get('/metrics').expect(200);
    expect(metrics.text).toMatch('moopanel_http_request_duration_seconds');
  });
});

describe('lists', () => {
  test('page through all rows once, in any order, nulls too', async () => {
    const names = ['delta', 'alpha', 'charlie', 'echo', 'bravo'];
    const { prisma } = t.panel.context;
    for (const [i, name] of names.entries()) {
      await prisma.instance.create({
        data: {
          name,
          url: `http://${name}.test`,
          sealedKey: 'x',
          keyDigest: 'x',
          userCount: i % 2 ? i : null,
        },
      });
    }
    for (const sort of ['name', '-name', 'user_count', '-user_count', '-created_at']) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const next: string = cursor ? `&cursor=${cursor}` : '';
        const page = (await t.api('get', `/instances?limit=2&sort=${sort}${next}`).expect(200)).body;
        expect(page.total).toBe(5);
        seen.push(...page.items.map((row: { name: string }) => row.name));
        cursor = page.next as string | null;
      } while (cursor);
      expect([...seen].sort()).toEqual([...names].sort());
      if (sort === 'name') expect(seen).toEqual([...names].sort());
    }
    const found = await t.api('get', '/instances?search=CHAR').expect(200);
    expect(found.body).toMatchObject({ total: 1, next: null });
    expect(JSON.stringify(found.body)).not.toContain('sealed');
  });
});
