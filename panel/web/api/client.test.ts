import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { call, routeUrl } from './client.js';
import { ApiError } from './errors.js';

let server: Server | undefined;

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
}

afterEach(async () => {
  await new Promise((done) => (server ? server.close(done) : done(undefined)));
  server = undefined;
});

const failure = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => {
      expect(error).toBeInstanceOf(ApiError);
      return error as ApiError;
    },
  );

test('a route is its path with the id, and a query without what is empty', () => {
  expect(routeUrl('courseList', 7, { search: 'a&b', cursor: undefined, sort: '', limit: 50 })).toBe(
    '/api/v1/instances/7/courses?search=a%26b&limit=50',
  );
});

test('a call sends method, path and body, and gives the answer', async () => {
  const base = await serve((req, res) => {
    let text = '';
    req.on('data', (chunk: Buffer) => (text += chunk.toString()));
    req.on('end', () =>
      res.end(JSON.stringify({ method: req.method, url: req.url, type: req.headers['content-type'], text })),
    );
  });
  expect(await call('backupCreate', { id: 3, body: { course_ids: [1, 2] } }, base)).toEqual({
    method: 'POST',
    url: '/api/v1/instances/3/backups',
    type: 'application/json',
    text: '{"course_ids":[1,2]}',
  });
});

test('an answer without content is undefined', async () => {
  const base = await serve((_req, res) => res.writeHead(204).end());
  expect(await call('clusterDelete', { id: 3 }, base)).toBeUndefined();
});

test('problem details become an error with hint, fields and request id', async () => {
  const base = await serve((_req, res) =>
    res.writeHead(400, { 'content-type': 'application/problem+json' }).end(
      JSON.stringify({
        type: 'about:blank',
        title: 'Bad request',
        status: 400,
        detail: 'The name is taken.',
        hint: 'Choose another.',
        request_id: 'r1',
        errors: [{ path: 'name', message: 'taken' }],
      }),
    ),
  );
  const error = await failure(call('clusterCreate', { body: { name: 'a' } }, base));
  expect({ ...error, message: error.message }).toMatchObject({
    status: 400,
    message: 'The name is taken.',
    hint: 'Choose another.',
    fields: { name: 'taken' },
    requestId: 'r1',
  });
});

test('a page of a proxy becomes an error that says what to do, and how long to wait', async () => {
  const base = await serve((_req, res) =>
    res.writeHead(429, { 'retry-after': '12' }).end('<html>slow</html>'),
  );
  const error = await failure(call('me', {}, base));
  expect([error.status, error.message, error.retryAfter]).toEqual([429, 'The panel answered 429.', 12]);
  expect(error.hint).toMatch(/wait/i);
});

test('no answer is status 0', async () => {
  const base = await serve(() => undefined);
  await new Promise((done) => server?.close(done));
  server = undefined;
  expect((await failure(call('me', {}, base))).status).toBe(0);
});
