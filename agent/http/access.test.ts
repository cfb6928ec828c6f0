/** Who gets in: keys, addresses, rates. Attacks 12 to 15 of the threat list. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { TEST_KEY } from '../testing/test-context.js';
import { StartError } from '../../runtime/start-error.js';
import { addressAllowList, FAILED_KEY_LIMIT } from './limits.js';

let agent: HttpAgent | undefined;
afterEach(() => agent?.stop());

const from = (address: string) => ({ 'X-Forwarded-For': address });

describe('keys', () => {
  test('an expired key is refused at once, a permanent one never', async () => {
    let now = new Date('2026-11-21T10:00:00Z');
    agent = await startHttpAgent({ clock: () => now });
    const end = now.getTime() / 1000 + 60;
    const set = await agent.ask('/api_key_status', { method: 'POST', data: { key_expiration_date: end } });
    expect(set).toMatchObject({ status: 201, body: { status: true, key_expiration_date: end } });
    expect((await agent.ask('/api_key_status')).body).toEqual({ key_expiration_date: '11/21/2026 10:01:00' });
    now = new Date((end - 1) * 1000);
    expect((await agent.ask('/courses')).status).toBe(200);
    now = new Date(end * 1000);
    expect(await agent.ask('/courses')).toMatchObject({
      status: 401,
      body: { error: 'Authorization failed.' },
    });
  });

  test('during a rotation both keys work, afterwards one', async () => {
    agent = await startHttpAgent();
    const next = 'next-key-0123456789-0123456789-0123456789';
    await agent.context.store.keys.ensure(next);
    expect((await agent.ask('/courses')).status).toBe(200);
    expect((await agent.ask('/courses', { key: next })).status).toBe(200);
    await agent.context.store.keys.only(next);
    expect((await agent.ask('/courses')).status).toBe(401);
    expect((await agent.ask('/courses', { key: next })).status).toBe(200);
  });

  test.each([
    ['longer than any key', 'k'.repeat(600)],
    ['a beginning of the key', TEST_KEY.slice(0, -1)],
    ['the key and more', `${TEST_KEY}x`],
    ['the key in another case', TEST_KEY.toUpperCase()],
    ['a pattern', '%'],
  ])('%s is no key', async (_what, key) => {
    agent = await startHttpAgent();
    expect((await agent.ask('/courses', { key })).status).toBe(401);
  });

  test('a key in the address or the body is no key', async () => {
    agent = await startHttpAgent();
    expect((await agent.ask(`/courses?x-api-key=${TEST_KEY}`, { key: null })).status).toBe(401);
    const body = JSON.stringify({ 'X-API-KEY': TEST_KEY, data: {} });
    expect((await agent.ask('/panel', { key: null, method: 'POST', body })).status).toBe(401);
  });
});

describe('guessing', () => {
  test('ends with 429 for that address only, even for the right key when it is found at last', async () => {
    agent = await startHttpAgent({ config: { trustProxy: ['127.0.0.1'] } });
    for (let i = 0; i < FAILED_KEY_LIMIT; i++) {
      const answer = await agent.ask('/courses', { key: `guess-${i}`, headers: from('203.0.113.1') });
      expect(answer.status).toBe(401);
    }
    const locked = await agent.ask('/courses', { headers: from('203.0.113.1') });
    expect(locked).toMatchObject({ status: 429, body: { error: 'Too many requests.' } });
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await agent.ask('/courses', { headers: from('203.0.113.2') })).status).toBe(200);
  });

  test('does not lock out the panel that shares the address, nor does a good key ever count', async () => {
    agent = await startHttpAgent();
    for (let i = 0; i < FAILED_KEY_LIMIT * 2; i++) await agent.ask('/courses');
    for (let i = 0; i < FAILED_KEY_LIMIT; i++) await agent.ask('/courses', { key: `guess-${i}` });
    expect((await agent.ask('/courses', { key: 'guess' })).status).toBe(429);
    expect((await agent.ask('/courses')).status).toBe(200);
  });

  test('from one IPv6 network counts as one', async () => {
    agent = await startHttpAgent({ config: { trustProxy: ['127.0.0.1'] } });
    for (let i = 0; i < FAILED_KEY_LIMIT; i++) {
      await agent.ask('/courses', { key: 'guess', headers: from(`2001:db8:0:1::${i.toString(16)}`) });
    }
    expect((await agent.ask('/courses', { headers: from('2001:db8:0:1::ffff') })).status).toBe(429);
    expect((await agent.ask('/courses', { headers: from('2001:db9::1') })).status).toBe(200);
  });

  test('a forged X-Forwarded-For buys no new tries where no proxy is trusted', async () => {
    agent = await startHttpAgent();
    for (let i = 0; i < FAILED_KEY_LIMIT; i++) {
      await agent.ask('/courses', { key: 'guess', headers: from(`203.0.113.${i}`) });
    }
    expect((await agent.ask('/courses', { headers: from('203.0.113.250') })).status).toBe(429);
  });
});

test('a general limit answers 429 to one address and serves another', async () => {
  agent = await startHttpAgent({ config: { rateLimit: 3, trustProxy: ['127.0.0.1'] } });
  const statuses = [];
  for (let i = 0; i < 4; i++) {
    statuses.push((await agent.ask('/courses', { headers: from('203.0.113.1') })).status);
  }
  expect(statuses).toEqual([200, 200, 200, 429]);
  const limited = await agent.ask('/courses', { headers: from('203.0.113.1') });
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await agent.ask('/courses', { headers: from('203.0.113.2') })).status).toBe(200);
  expect((await agent.ask('/healthz', { key: null, headers: from('203.0.113.1') })).status).toBe(200);
});

describe('the allow-list', () => {
  test.each([
    [['127.0.0.0/8'], 200],
    [['10.0.0.0/8', '127.0.0.1'], 200],
    [['::ffff:127.0.0.1'], 200],
    [['10.0.0.0/8', '2001:db8::/32'], 403],
  ])('%j gives %d', async (allowedIps, status) => {
    agent = await startHttpAgent({ config: { allowedIps } });
    expect((await agent.ask('/courses')).status).toBe(status);
    // The address is looked at before the key, and a probe needs neither.
    expect((await agent.ask('/courses', { key: null })).status).toBe(status === 403 ? 403 : 401);
    expect((await agent.ask('/healthz', { key: null })).status).toBe(200);
  });

  test('believes a trusted proxy, and nobody else', async () => {
    agent = await startHttpAgent({ config: { allowedIps: ['203.0.113.0/24'] } });
    expect((await agent.ask('/courses', { headers: from('203.0.113.7') })).status).toBe(403);
    await agent.stop();
    agent = await startHttpAgent({ config: { allowedIps: ['203.0.113.0/24'], trustProxy: 1 } });
    expect((await agent.ask('/courses', { headers: from('203.0.113.7') })).status).toBe(200);
    // What the client wrote itself stands left of what the proxy added.
    const forged = from('203.0.113.7, 198.51.100.1');
    expect((await agent.ask('/courses', { headers: forged })).status).toBe(403);
  });

  test('names an entry that is no address', () => {
    expect(() => addressAllowList(['10.0.0.0/33'])).toThrow(StartError);
    expect(() => addressAllowList(['somewhere'])).toThrow(/"somewhere"/);
  });
});
