import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ADMIN, startTestPanel, type TestPanel } from '../testing/test-panel.js';

const NEXT = 'a longer and better one';
let t: TestPanel;
beforeAll(async () => {
  t = await startTestPanel();
});
afterAll(() => t.stop());
afterEach(async () => void (await t.panel.context.prisma.rateCount.deleteMany()));

const signIn = (password: string) =>
  t.anonymous.post('/api/auth/sign-in/email').send({ email: ADMIN.email, password });
const cookieOf = (reply: { get(name: 'Set-Cookie'): string[] | undefined }) =>
  String(reply.get('Set-Cookie')?.[0]?.split(';')[0]);
const session = async (password = ADMIN.password) => cookieOf(await signIn(password).expect(200));
const change = (cookie: string, current_password: string, new_password: string) =>
  t.anonymous.post('/api/v1/me/password').set('cookie', cookie).send({ current_password, new_password });
const me = (cookie: string) => t.anonymous.get('/api/v1/me').set('cookie', cookie);
const audited = async () => (await t.api('get', '/audit?action=auth.password').expect(200)).body.items;

test('a wrong present password changes nothing, is named as the field that is wrong, and audited', async () => {
  const cookie = await session();
  const reply = await change(cookie, 'not this one', NEXT).expect(400);
  expect(reply.headers['content-type']).toMatch('application/problem+json');
  expect(reply.body.errors).toEqual([{ path: 'body.current_password', message: expect.any(String) }]);
  expect(await audited()).toMatchObject([{ actor: ADMIN.email, outcome: 'refused' }]);
  await signIn(ADMIN.password).expect(200);
});

test.each([
  ['too short', 'eleven char'],
  ['too long', 'x'.repeat(129)],
  ['the present one', ADMIN.password],
])('a new password that is %s is refused', async (_why, next) => {
  const reply = await change(await session(), ADMIN.password, next).expect(400);
  expect(reply.body.errors).toMatchObject([{ path: 'body.new_password' }]);
});

test('a token cannot change a password, nor can another web site', async () => {
  await t.api('post', '/me/password', { current_password: ADMIN.password, new_password: NEXT }).expect(403);
  const foreign = change(await session(), ADMIN.password, NEXT).set('origin', 'https://evil.example');
  await foreign.expect(403);
});

test('guessing at the present password of a session left open is stopped (threat 14)', async () => {
  const cookie = await session();
  for (let i = 0; i < 10; i++) await change(cookie, `wrong-${i}`, NEXT).expect(400);
  const stopped = await change(cookie, ADMIN.password, NEXT).expect(429);
  expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(0);
});

test('a right one ends every other session, keeps this one under a new cookie, and is audited', async () => {
  const [mine, other] = [await session(), await session()];
  const reply = await change(mine, ADMIN.password, NEXT).expect(204);
  const renewed = cookieOf(reply);
  expect(reply.get('Set-Cookie')?.[0]).toMatch(/HttpOnly.*SameSite=Strict/i);
  await me(renewed).expect(200);
  await me(mine).expect(401);
  await me(other).expect(401);
  await signIn(ADMIN.password).expect(401);
  await signIn(NEXT).expect(200);
  expect((await audited())[0]).toMatchObject({ actor: ADMIN.email, outcome: 'ok' });
  expect(t.log.join('')).not.toContain(NEXT);
  expect(JSON.stringify(await audited())).not.toContain(NEXT);
});
