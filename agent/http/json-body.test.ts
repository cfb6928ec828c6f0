/** Bodies that attack: 8, 9 and 16 of the threat list. */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startHttpAgent, type AskOptions, type HttpAgent } from '../testing/http-agent.js';
import { TEST_KEY } from '../testing/test-context.js';
import { BODY_LIMIT } from './json-body.js';

let agent: HttpAgent;
beforeAll(async () => {
  agent = await startHttpAgent();
});
afterAll(() => agent.stop());

const post = (options: AskOptions) => agent.ask('/api_key_status', { method: 'POST', ...options });

describe('a body', () => {
  test.each([
    ['that is no JSON', '{"data":', 400, /not JSON/],
    ['that is a list', '[]', 400, /not a JSON object/],
    ['that is a number', '1', 400, /not a JSON object/],
    ['without data', '{"key_expiration_date":null}', 400, /^data: missing/],
    ['whose data is text', '{"data":"x"}', 400, /^data: must be an object/],
    ['whose data is a list', '{"data":[1]}', 400, /^data: must be an object/],
    [
      'whose field has the wrong type',
      '{"data":{"key_expiration_date":"soon"}}',
      400,
      /^key_expiration_date: /,
    ],
    ['that is empty', '', 400, /^Missing API key expiration_date\.$/],
    ['with __proto__', '{"data":{"__proto__":{"polluted":1}}}', 400, /__proto__/],
    ['with an escaped __proto__', '{"data":{"__\\u0070roto__":{"polluted":1}}}', 400, /__proto__/],
    [
      'with constructor',
      '{"data":{"a":[{"constructor":{"prototype":{}}}]}}',
      400,
      /"(constructor|prototype)"/,
    ],
    ['that is deep', `{"data":${'['.repeat(100)}${']'.repeat(100)}}`, 413, /too deeply/],
    ['that is deep and does not end', '{"a":'.repeat(100_000), 413, /too deeply/],
  ])('%s', async (_what, body, status, error) => {
    const answer = await post({ body });
    expect(answer.status).toBe(status);
    expect((answer.body as { error: string }).error).toMatch(error);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('with brackets in its text is not deep', async () => {
    const text = JSON.stringify({ data: { key_expiration_date: null, note: '[{"\\'.repeat(1000) } });
    expect((await post({ body: text })).status).toBe(201);
  });

  test('is read whatever its content type says', async () => {
    const body = '{"data":{"key_expiration_date":null}}';
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-8',
    ]) {
      expect((await post({ body, headers: { 'Content-Type': type } })).status).toBe(201);
    }
  });

  test('of PHP, where an empty object is a list, is taken', async () => {
    expect((await post({ body: '{"data":[]}' })).body).toEqual({ error: 'Missing API key expiration_date.' });
  });

  test('that is too large is 413 and names the limit', async () => {
    const answer = await post({ body: `{"data":{"a":"${'x'.repeat(BODY_LIMIT)}"}}` });
    expect(answer).toMatchObject({
      status: 413,
      body: { error: expect.stringContaining(String(BODY_LIMIT)) },
    });
  });

  test('that is packed counts by its real size', async () => {
    const gzip = { 'Content-Encoding': 'gzip' };
    const small = gzipSync('{"data":{"key_expiration_date":null}}');
    expect((await post({ body: new Uint8Array(small), headers: gzip })).status).toBe(201);
    const bomb = gzipSync(Buffer.alloc(64 * BODY_LIMIT, 0x20), { level: 9 });
    expect(bomb.length).toBeLessThan(BODY_LIMIT);
    expect((await post({ body: new Uint8Array(bomb), headers: gzip })).status).toBe(413);
    expect((await post({ body: 'x', headers: { 'Content-Encoding': 'compress' } })).status).toBe(415);
    expect((await post({ body: 'no gzip', headers: gzip })).status).toBe(400);
  });
});

test.each(['/courses?__proto__[a]=1', '/courses?a[constructor][b]=1', '/courses?__proto__=1'])(
  '%s is refused',
  async (path) => {
    expect((await agent.ask(path)).status).toBe(400);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  },
);

/** Sends a head and an endless body, and says what is answered before the body ends. */
function answerBeforeBody(headers: string): Promise<{ answer: string; sent: number }> {
  return new Promise((resolve) => {
    let answer = '';
    let sent = 0;
    const socket = connect(agent.server.port, '127.0.0.1', () => {
      socket.write(`POST /api_key_status HTTP/1.1\r\nHost: x\r\n${headers}Content-Length: 900000000\r\n\r\n`);
    });
    socket.on('data', (data) => {
      answer += data.toString();
      sent = socket.bytesWritten;
      socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ answer, sent }));
  });
}

test('nothing of a body is read before the key is checked, and nothing of one that says it is too large', async () => {
  expect((await answerBeforeBody('')).answer).toMatch(/^HTTP\/1.1 401 /);
  expect((await answerBeforeBody(`X-API-KEY: wrong\r\n`)).answer).toMatch(/^HTTP\/1.1 401 /);
  expect((await answerBeforeBody(`X-API-KEY: ${TEST_KEY}\r\n`)).answer).toMatch(/^HTTP\/1.1 413 /);
});

test('a second key, host, type or length is 400 and the end of the connection', async () => {
  for (const line of [`X-API-KEY: ${TEST_KEY}`, 'Host: y', 'Content-Type: text/plain', 'x-api-key: other']) {
    const { answer } = await answerBeforeBody(
      `X-API-KEY: ${TEST_KEY}\r\nContent-Type: application/json\r\n${line}\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toMatch(/connection: close/i);
  }
});
