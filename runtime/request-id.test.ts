import { Writable } from 'node:stream';
import { afterEach, expect, test } from '@jest/globals';
import express from 'express';
import { pino } from 'pino';
import { listen, type RunningServer } from './http-server.js';
import { createMetrics } from './metrics.js';
import { requestLog, withoutSecrets } from './request-id.js';
import { singleHeaders } from './single-headers.js';

let server: RunningServer | undefined;
afterEach(() => server?.stop());

async function start() {
  let log = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log += chunk.toString();
      done();
    },
  });
  const logger = pino({ level: 'info' }, stream);
  const metrics = createMetrics('test');
  const app = express();
  app.use(requestLog(logger), metrics.middleware, singleHeaders);
  app.get('/metrics', metrics.handler);
  app.get('/a/:id', (_req, res) => {
    res.json({});
  });
  server = await listen(app, { port: 0, host: '127.0.0.1', logger });
  return { url: server.url, log: () => log };
}

test('names each request, taking over a plain id and no other', async () => {
  const { url } = await start();
  const own = (await fetch(`${url}/a/1`)).headers.get('x-request-id');
  expect(own).toMatch(/^[0-9a-f-]{36}$/);
  const given = await fetch(`${url}/a/1`, { headers: { 'X-Request-Id': 'panel-12345678' } });
  expect(given.headers.get('x-request-id')).toBe('panel-12345678');
  const odd = await fetch(`${url}/a/1`, { headers: { 'X-Request-Id': 'x"}{"level":60' } });
  expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

// THREATS 20
test('logs one line a request without headers and without secrets of the query', async () => {
  const { url, log } = await start();
  await fetch(`${url}/a/1?wstoken=canary1&search=ana&password=canary2`, {
    headers: { 'X-API-KEY': 'canary3', Cookie: 'a=canary4' },
  });
  await server?.stop();
  expect(log()).not.toContain('canary');
  expect(JSON.parse(log().trim())).toMatchObject({
    req: { method: 'GET', url: '/a/1?wstoken=[redacted]&search=ana&password=[redacted]' },
    res: { status: 200 },
    request_id: expect.any(String),
  });
});

test('cuts secrets out of addresses, also encoded ones', () => {
  expect(withoutSecrets('/x')).toBe('/x');
  expect(withoutSecrets('/x?id=1&api%5Fkey=abc&flag')).toBe('/x?id=1&api%5Fkey=[redacted]&flag');
  expect(withoutSecrets('/x?p%61ssword=abc')).toBe('/x?p%61ssword=[redacted]');
});

test('measures by route, never by address', async () => {
  const { url } = await start();
  for (const path of ['/a/1', '/a/2', '/nothing/1', '/nothing/2']) await fetch(url + path);
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts = text
    .split('\n')
    .filter((line) => line.startsWith('moopanel_http_request_duration_seconds_count'));
  expect(counts.map((line) => /route="([^"]*)".* (\d+)$/.exec(line)?.slice(1))).toEqual([
    ['/a/:id', '2'],
    ['unmatched', '2'],
  ]);
});
