import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AgentClient } from './client.js';
import { apiBase, normaliseUrl } from './address.js';
import { AgentTransport } from './transport.js';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function site(listener: RequestListener): Promise<{ url: string; key: string }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: 'the-key' };
}

const client = new AgentClient(new AgentTransport(true));
const json =
  (body: string, status = 200): RequestListener =>
  (_req, res) =>
    void res.writeHead(status, { 'content-type': 'application/json' }).end(body);
const kindOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (error: { kind?: string }) => error.kind,
  );

describe('where an agent is', () => {
  test.each([
    ['https://moodle.example.org', 'https://moodle.example.org/local/moopanel/server.php'],
    ['https://example.org/moodle/', 'https://example.org/moodle/local/moopanel/server.php'],
    ['https://e.org/local/moopanel/server.php', 'https://e.org/local/moopanel/server.php'],
  ])('%s is asked at %s', (url, base) => expect(apiBase(url)).toBe(base));

  test('an address is kept without what does not belong to it', () => {
    expect(normaliseUrl('https://me:pw@E.org/x/?a=1#b')).toBe('https://e.org/x');
  });

  test('private agents can be refused, by address and by name', async () => {
    const strict = new AgentClient(new AgentTransport(false));
    let asked = false;
    const inside = await site((_req, res) => void ((asked = true), res.end()));
    expect(await kindOf(strict.dashboard(inside))).toBe('unreachable');
    const byName = { ...inside, url: inside.url.replace('127.0.0.1', 'localhost') };
    await expect(strict.dashboard(byName)).rejects.toThrow('private address');
    expect(asked).toBe(false);
  });
});

describe('an agent that is broken or hostile', () => {
  test.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'unsupported'],
    [423, 'disabled'],
    [400, 'refused'],
    [429, 'busy'],
    [503, 'busy'],
  ])('status %i is %s', async (status, kind) => {
    const there = await site(json('{"error":"Words of the agent."}', status));
    expect(await kindOf(client.dashboard(there))).toBe(kind);
    await expect(client.dashboard(there)).rejects.toThrow('Words of the agent.');
  });

  test('no redirect is followed, so the key goes nowhere else', async () => {
    let stolen = false;
    const thief = await site((_req, res) => void ((stolen = true), res.end('{}')));
    const there = await site((_req, res) => void res.writeHead(302, { location: thief.url }).end());
    expect(await kindOf(client.dashboard(there))).toBe('bad_reply');
    expect(stolen).toBe(false);
  });

  test.each([
    ['no JSON', '<html>'],
    ['another shape', '{"url":5}'],
    ['too deep', '['.repeat(200) + ']'.repeat(200)],
    ['poisoned', '{"__proto__":{"a":1}}'],
  ])('%s is a bad reply', async (_name, body) => {
    expect(await kindOf(client.dashboard(await site(json(body))))).toBe('bad_reply');
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  test('an endless answer is cut at the cap, a compressed one too', async () => {
    let sent = 0;
    const endless = await site((_req, res) => {
      const more = () => {
        while (!res.destroyed && res.write(Buffer.alloc(65_536, 97))) sent += 65_536;
      };
      res.writeHead(200).on('drain', more);
      more();
    });
    expect(await kindOf(client.dashboard(endless))).toBe('bad_reply');
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 97));
    const packed = await site(
      (_req, res) => void res.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(await kindOf(client.dashboard(packed))).toBe('bad_reply');
  });

  test('a dead port is unreachable, a cut connection leaves the outcome open', async () => {
    const there = await site((req) => void req.socket.destroy());
    await expect(client.orderBackups(there, {}, 'k')).rejects.toMatchObject({
      kind: 'timeout',
      outcomeUnknown: true,
    });
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    await expect(client.dashboard(there)).rejects.toMatchObject({
      kind: 'unreachable',
      outcomeUnknown: false,
    });
  });

  test('neither key nor body stands in an error', async () => {
    const there = await site(json('{"secret":"CANARY"}'));
    const error: unknown = await client.dashboard(there).catch((e: unknown) => e);
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toMatch(/CANARY|the-key/);
  });
});
