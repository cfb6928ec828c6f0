import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMIN, startTestPanel, type TestPanel } from '../testing/test-panel.js';

let t: TestPanel;
beforeAll(async () => {
  t = await startTestPanel();
});
afterAll(() => t.stop());
afterEach(async () => void (await t.panel.context.prisma.rateCount.deleteMany()));

const signIn = (email = ADMIN.email, password = ADMIN.password) =>
  t.anonymous.post('/api/auth/sign-in/email').send({ email, password });

async function cookie(): Promise<string> {
  const reply = await signIn().expect(200);
  return String(reply.get('Set-Cookie')?.[0]?.split(';')[0]);
}

describe('sign-in', () => {
  test('gives a session in a cookie that scripts and other sites do not get', async () => {
    const reply = await signIn().expect(200);
    const set = reply.get('Set-Cookie')?.[0] ?? '';
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Strict/);
    const me = await t.anonymous.get('/api/v1/me').set('cookie', set.split(';')[0] ?? '');
    expect(me.body).toEqual({ kind: 'session', email: ADMIN.email, name: 'Administrator', role: 'admin' });
  });

  test('ends with sign-out', async () => {
    const session = await cookie();
    await t.anonymous.post('/api/auth/sign-out').set('cookie', session).expect(200);
    await t.anonymous.get('/api/v1/me').set('cookie', session).expect(401);
  });

  test('nobody can make an account or take another route of the library', async () => {
    await t.anonymous
      .post('/api/auth/sign-up/email')
      .send({ email: 'x@y.zz', password: 'longenough', name: 'x' })
      .expect(404);
    await t.anonymous.get('/api/auth/ok').expect(404);
  });

  test('guessing is stopped by account, whatever the address, and audited (threat 14)', async () => {
    for (let i = 0; i < 10; i++) await signIn(ADMIN.email, `wrong-${i}`).expect(401);
    const stopped = await signIn().expect(429);
    expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(0);
    // Others are served meanwhile, and so is a token.
    await signIn('someone.else@example.com', 'wrong-too').expect(401);
    await t.api('get', '/me').expect(200);
    const audit = await t.api('get', '/audit?action=auth.sign_in').expect(200);
    expect(audit.body.items.some((row: { outcome: string }) => row.outcome === 'refused')).toBe(true);
    t.advance(16 * 60_000);
    await signIn().expect(200);
  });

  test('guesses sent side by side do not slip through together', async () => {
    const guesses = Array.from({ length: 25 }, (_, i) => signIn('victim@example.com', `wrong-${i}`));
    const statuses = (await Promise.all(guesses)).map((reply) => reply.status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
    await signIn('victim@example.com', 'once more').expect(429);
  });

  test('a forged X-Forwarded-For is not believed (threat 15)', async () => {
    for (let i = 0; i < 30; i++) {
      await signIn(`user${i}@example.com`, 'wrong').set('x-forwarded-for', `203.0.113.${i}`);
    }
    await signIn('fresh@example.com', 'wrong').set('x-forwarded-for', '203.0.113.99').expect(429);
    const { prisma } = t.panel.context;
    expect(await prisma.auditEntry.count({ where: { ip: { startsWith: '203.' } } })).toBe(0);
  });
});

describe('another web site', () => {
  test('cannot act with the cookie (threat 18)', async () => {
    const session = await cookie();
    const make = (headers: Record<string, string>) =>
      t.anonymous
        .post('/api/v1/clusters')
        .set({ cookie: session, ...headers })
        .send({ name: `c${Math.random()}` });
    await make({ origin: 'https://evil.example' }).expect(403);
    await make({ 'sec-fetch-site': 'cross-site' }).expect(403);
    await make({ origin: 'null' }).expect(403);
    await make({ origin: t.panel.url, 'sec-fetch-site': 'same-origin' }).expect(201);
    await signIn().set('origin', 'https://evil.example').expect(403);
  });

  test('cannot post a plain form either', async () => {
    const form = t.anonymous
      .post('/api/v1/clusters')
      .set('cookie', await cookie())
      .type('form');
    await form.send('name=x').expect(415);
  });
});

describe('roles', () => {
  test.each([
    ['viewer', 'post', '/instances/1/sync', 403],
    ['viewer', 'post', '/instances/1/backups', 403],
    ['viewer', 'get', '/backups/1/password', 403],
    ['viewer', 'get', '/backups/1/file', 403],
    ['viewer', 'delete', '/backups/1', 403],
    ['operator', 'post', '/instances', 403],
    ['operator', 'delete', '/instances/1', 403],
    ['operator', 'post', '/enrolment-codes', 403],
    ['operator', 'get', '/tokens', 403],
    ['operator', 'get', '/audit', 403],
    ['viewer', 'get', '/instances/4711', 404],
    ['viewer', 'get', '/overview', 200],
  ] as const)('%s: %s %s is %i, and refusals are audited (threat 22)', async (role, method, path, status) => {
    const made = await t.api('post', '/tokens', { name: `${role} ${method}`, role }).expect(201);
    const { prisma } = t.panel.context;
    const before = await prisma.auditEntry.count({ where: { outcome: 'refused' } });
    const reply = await t.anonymous[method](`/api/v1${path}`).set(
      'authorization',
      `Bearer ${made.body.token}`,
    );
    expect(reply.status).toBe(status);
    const after = await prisma.auditEntry.count({ where: { outcome: 'refused' } });
    expect(after - before).toBe(status === 200 ? 0 : 1);
  });
});

describe('tokens', () => {
  test('are shown once, kept as a digest, and end when revoked or expired', async () => {
    const made = await t.api('post', '/tokens', { name: 'ci', role: 'operator' }).expect(201);
    const call = () => t.anonymous.get('/api/v1/me').set('authorization', `Bearer ${made.body.token}`);
    expect((await call().expect(200)).body).toMatchObject({ kind: 'token', name: 'ci', role: 'operator' });
    const listed = await t.api('get', '/tokens?search=ci').expect(200);
    expect(JSON.stringify(listed.body)).not.toContain(made.body.token);
    await t.api('delete', `/tokens/${made.body.id}`).expect(204);
    await call().expect(401);
    const old = await t
      .api('post', '/tokens', { name: 'old', expires_at: '2020-01-01T00:00:00Z' })
      .expect(201);
    await t.anonymous.get('/api/v1/me').set('authorization', `Bearer ${old.body.token}`).expect(401);
  });
});
