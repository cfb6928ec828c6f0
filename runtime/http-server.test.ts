import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { allowBodyFor } from './body-deadline.js';
import { listen, type ListenOptions, type RunningServer } from './http-server.js';
import { createLogger } from './logger.js';
import { StartError } from './start-error.js';

const logger = createLogger('test', 'silent');
let server: RunningServer | undefined;
afterEach(() => server?.stop());

async function start(app: RequestListener, options: Partial<ListenOptions> = {}): Promise<RunningServer> {
  server = await listen(app, { port: 0, host: '127.0.0.1', logger, checkInterval: 20, ...options });
  return server;
}

const readBody: RequestListener = (req, res) => {
  req.resume().on('end', () => res.end('done'));
};

/** Sends text as it is and collects what comes until the server closes. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

describe('starting', () => {
  test('a taken port is a StartError of one line', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const error = await start(readBody, { port }).catch((e: unknown) => e);
    other.close();
    expect(error).toBeInstanceOf(StartError);
    expect((error as Error).message).toMatch(new RegExp(`^Port ${port} on 127.0.0.1 is taken: [^\\n]+$`));
  });

  test("an address of another machine's is a StartError", async () => {
    await expect(start(readBody, { host: '192.0.2.1' })).rejects.toBeInstanceOf(StartError);
  });
});

// THREATS 17
describe('slow clients', () => {
  test.each([
    ['say nothing at all', ''],
    ['never end their head', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: '],
    ['never end their body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'],
  ])('that %s are closed in time, and others are served meanwhile', async (_what, text) => {
    const { port, url } = await start(readBody, { headersTimeout: 150, requestTimeout: 200 });
    const slow = Array.from({ length: 50 }, () => raw(port, text));
    expect(await (await fetch(url)).text()).toBe('done');
    const answers = await Promise.all(slow);
    for (const answer of answers) expect(answer).toMatch(/^(|HTTP\/1.1 408 .*)/);
    expect(answers.join('')).not.toContain('done');
  });

  test('whose route gives them longer for their body are not cut with the others', async () => {
    const { port } = await start(
      (req, res) => {
        if (req.url === '/long') allowBodyFor(req, res, 10_000);
        readBody(req, res);
      },
      { requestTimeout: 100 },
    );
    const head = (path: string) =>
      `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\na`;
    const long = connect(port, '127.0.0.1', () => long.write(head('/long')));
    const answer = new Promise<string>((resolve) => {
      let text = '';
      long.on('data', (data) => (text += data.toString()));
      long.on('close', () => resolve(text));
    });
    expect(await raw(port, head('/short'))).toMatch(/^(|HTTP\/1.1 408 .*)/);
    long.write('b');
    expect(await answer).toMatch(/^HTTP\/1.1 200 [^]*done/);
  });

  test('a body that has come is waited for no longer, so that nothing keeps a stopped program alive', async () => {
    const timeouts = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    let after = -1;
    const { url } = await start((req, res) => {
      req.resume().on('close', () => {
        const before = timeouts();
        allowBodyFor(req, res, 60_000);
        after = timeouts() - before;
        res.end('done');
      });
    });
    expect(await (await fetch(url, { method: 'POST', body: 'abc' })).text()).toBe('done');
    expect(after).toBe(0);
  });

  test('a reply that nobody reads is cut', async () => {
    let cut: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => (cut = resolve));
    const { port } = await start(
      (_req, res) => {
        res.on('close', cut);
        res.write(Buffer.alloc(64 * 1024 * 1024));
      },
      { idleTimeout: 150 },
    );
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
    socket.on('error', () => undefined).pause();
    await closed;
    socket.destroy();
  });
});

// THREATS 9
test.each([
  ['two lengths', 'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc'],
  ['a length and chunks', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a length that is none', 'Content-Length: +3\r\n\r\nabc'],
  ['a lone carriage return in a value', 'X-A: a\rX-B: b\r\n\r\n'],
  ['a folded header', 'X-A: a\r\n b\r\nContent-Length : 3\r\n\r\nabc'],
  ['a null byte', 'X-A: a\0b\r\n\r\n'],
])('a request with %s is 400 and the end of the connection', async (_what, rest) => {
  let reached = 0;
  const { port } = await start((_req, res) => {
    reached++;
    res.end();
  });
  const answer = await raw(port, `POST / HTTP/1.1\r\nHost: x\r\n${rest}`);
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(reached).toBe(0);
});

describe('stopping', () => {
  test('lets a running request end, takes no new one, and may be asked twice', async () => {
    let finish: () => void = () => undefined;
    let begun: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (begun = resolve));
    const { url, stop } = await start((_req, res) => {
      begun();
      finish = () => res.end('done');
    });
    const reply = fetch(url).then((res) => res.text());
    await arrived;
    const stopped = [stop(), stop()];
    finish();
    expect(await reply).toBe('done');
    await Promise.all(stopped);
    await expect(fetch(url)).rejects.toThrow();
  });

  test('cuts what does not end within the grace', async () => {
    let begun: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (begun = resolve));
    const { url, stop } = await start(() => begun(), { stopGrace: 50 });
    const reply = fetch(url).then(
      () => 'answered',
      () => 'cut',
    );
    await arrived;
    await stop();
    expect(await reply).toBe('cut');
  });
});
