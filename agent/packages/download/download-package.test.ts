/** Downloads over real connections to servers of this machine, which are allowed by name. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { redirectTarget } from './follow.js';
import { hostWithPort } from './destination.js';
import { downloadPackage, type DownloadOptions, type DownloadRequest } from './download-package.js';

const servers: Server[] = [];
let folder: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moopanel-download-'));
  target = join(folder, 'package.zip');
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await rm(folder, { recursive: true, force: true });
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
/** @returns `127.0.0.1:port` */
const serve = async (listener: RequestListener) => `127.0.0.1:${await listen(createServer(listener))}`;

const content = randomBytes(300_000);
const digest = (kind: string) => createHash(kind).update(content).digest('hex');
const file: RequestListener = (_req, res) =>
  void res.writeHead(200, { 'content-length': content.length, etag: '"one"' }).end(content);

function download(url: string, more: Partial<DownloadRequest> = {}, options: Partial<DownloadOptions> = {}) {
  return downloadPackage(
    { url, target, maxBytes: 1_000_000, signal: new AbortController().signal, ...more },
    { allowedHosts: ['127.0.0.1'], tokens: {}, wait: async () => {}, ...options },
  );
}

/** It fails like that, and nothing is left of it. */
async function expectFailure(work: Promise<unknown>, code: string, message = /./): Promise<void> {
  await expect(work).rejects.toMatchObject({
    name: 'DownloadFailed',
    code,
    message: expect.stringMatching(message),
  });
  expect(await readdir(folder)).toEqual([]);
}

describe('a download', () => {
  test('brings the file, and tells what it is and how far it has come', async () => {
    const host = await serve(file);
    const progress: [number, number | null][] = [];
    const found = await download(`http://${host}/plugin.zip?signature=x`, {
      sha256: digest('sha256').toUpperCase(),
      md5: digest('md5'),
      onProgress: (received, total) => progress.push([received, total]),
    });
    expect(found).toEqual({ size: content.length, sha256: digest('sha256'), md5: digest('md5') });
    expect((await readFile(target)).equals(content)).toBe(true);
    expect(progress.at(-1)).toEqual([content.length, content.length]);
  });

  test('does not replace a file', async () => {
    const host = await serve(file);
    await writeFile(target, 'mine');
    await expect(download(`http://${host}/`)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(target, 'utf8')).toBe('mine');
  });

  test('is refused when the file is another than expected', async () => {
    const host = await serve(file);
    await expectFailure(download(`http://${host}/`, { sha256: '0'.repeat(64) }), 'digest', /its sha256 is/);
    await expectFailure(download(`http://${host}/`, { md5: '0'.repeat(32) }), 'digest', /its md5 is/);
  });

  test('ends at the limit, told in advance or not', async () => {
    let sent = 0;
    const host = await serve((req, res) => {
      if (req.url === '/told') return void res.writeHead(200, { 'content-length': 1e9 }).end();
      const more = () => {
        while (!res.destroyed && res.write(content)) sent += content.length;
      };
      res.on('drain', more);
      more();
    });
    await expectFailure(download(`http://${host}/told`), 'too-large', /AGENT_DOWNLOAD_MAX_MB/);
    await expectFailure(download(`http://${host}/untold`), 'too-large', /AGENT_DOWNLOAD_MAX_MB/);
    expect(sent).toBeLessThan(20_000_000);
  });

  test.each([
    [404, 'not-found', /check the address/],
    [500, 'answer', /try again later/],
    [418, 'answer', /HTTP 418/],
  ])('says what HTTP %i means', async (status, code, message) => {
    const host = await serve((_req, res) => void res.writeHead(status).end('x'));
    await expectFailure(download(`http://${host}/`), code, message);
  });

  test('does not take a page or an encoded answer for a file', async () => {
    const host = await serve((req, res) => {
      const headers =
        req.url === '/page' ? { 'content-type': 'text/html; charset=utf-8' } : { 'content-encoding': 'gzip' };
      res.writeHead(200, headers).end('x');
    });
    await expectFailure(download(`http://${host}/page`), 'answer', /web page/);
    await expectFailure(download(`http://${host}/gzip`), 'answer', /encoded as gzip/);
  });

  test('stops at once when it is told to', async () => {
    const stop = new AbortController();
    const host = await serve((_req, res) => {
      res.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 1000));
    });
    const work = download(`http://${host}/`, {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('Stopped.')),
    });
    await expect(work).rejects.toThrow('Stopped.');
    expect(await readdir(folder)).toEqual([]);
  });

  test('does not wait without end: not for a head, not for a byte, not for all of them', async () => {
    const silent = await serve(() => {});
    await expectFailure(download(`http://${silent}/`, {}, { timeouts: { idle: 50 } }), 'timeout');
    const stuck = await serve((_req, res) => void res.writeHead(200).write('x'));
    await expectFailure(
      download(`http://${stuck}/`, {}, { timeouts: { idle: 50 } }),
      'timeout',
      /not answer any more/,
    );
    await expectFailure(
      download(`http://${stuck}/`, {}, { timeouts: { total: 100 } }),
      'timeout',
      /too long/,
    );
    const hanging = download(
      'http://slow.example/',
      {},
      { timeouts: { total: 50 }, resolve: () => new Promise(() => {}) },
    );
    await expectFailure(hanging, 'timeout');
  });
});

describe('a connection that is cut', () => {
  /** Cuts the first answers; the rest comes as asked for. @param cuts how many */
  async function cutting(cuts: number, etags: string[], ranges = true) {
    const asked: (string | undefined)[] = [];
    const conditions: unknown[] = [];
    const host = await serve((req, res) => {
      const { range, 'if-range': condition } = req.headers;
      asked.push(range);
      conditions.push(condition);
      const etag = etags[asked.length - 1] ?? etags.at(-1);
      const from = ranges && range && (!condition || condition === etag) ? Number(/\d+/.exec(range)![0]) : 0;
      res.writeHead(from > 0 ? 206 : 200, {
        ...(etag ? { etag } : {}),
        'content-length': content.length - from,
        ...(from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
      });
      if (asked.length > cuts) res.end(content.subarray(from));
      else
        res.write(content.subarray(from, from + Math.floor((content.length - from) / 2)), () =>
          setImmediate(() => res.destroy()),
        );
    });
    return { host, asked, conditions };
  }

  test('is continued where it was cut, of the same file', async () => {
    const { host, asked, conditions } = await cutting(2, ['"one"']);
    expect(await download(`http://${host}/`)).toMatchObject({ sha256: digest('sha256') });
    // A little of what was sent may be lost with the connection.
    expect(asked).toEqual([
      undefined,
      expect.stringMatching(/^bytes=1\d{5}-$/),
      expect.stringMatching(/^bytes=[12]\d{5}-$/),
    ]);
    expect(conditions).toEqual([undefined, '"one"', '"one"']);
    expect((await readFile(target)).equals(content)).toBe(true);
  });

  test('is begun anew when the file is another by now, or cannot be told apart', async () => {
    const changed = await cutting(1, ['"one"', '"two"']);
    expect(await download(`http://${changed.host}/`)).toMatchObject({ sha256: digest('sha256') });
    await rm(target);
    const weak = await cutting(1, ['W/"one"']);
    expect(await download(`http://${weak.host}/`)).toMatchObject({ sha256: digest('sha256') });
    expect(weak.asked).toEqual([undefined, undefined]);
    await rm(target);
    const whole = await cutting(1, ['"one"'], false);
    expect(await download(`http://${whole.host}/`)).toMatchObject({ sha256: digest('sha256') });
  });

  test('is continued without a mark of the file when its digest is known', async () => {
    const { host, asked } = await cutting(1, ['']);
    expect(await download(`http://${host}/`, { sha256: digest('sha256') })).toMatchObject({
      size: content.length,
    });
    expect(asked).toEqual([undefined, expect.stringMatching(/^bytes=1\d{5}-$/)]);
  });

  test('is never mended with bytes from another place', async () => {
    let answers = 0;
    const host = await serve((_req, res) => {
      answers += 1;
      const headers = { etag: '"one"', 'content-length': content.length };
      if (answers === 1)
        res.writeHead(200, headers).write(content.subarray(0, 1000), () => setImmediate(() => res.destroy()));
      else if (answers === 2)
        res.writeHead(206, { etag: '"one"', 'content-range': `bytes 5-9/${content.length}` }).end('wrong');
      else res.writeHead(200, headers).end(content);
    });
    expect(await download(`http://${host}/`)).toMatchObject({ sha256: digest('sha256') });
    expect(answers).toBe(3);
  });

  test('is given up after four attempts, each waited for longer', async () => {
    const { host, asked } = await cutting(9, ['"one"']);
    const waits: number[] = [];
    const wait = async (milliseconds: number) => void waits.push(milliseconds);
    await expectFailure(download(`http://${host}/`, {}, { wait }), 'connection', /try again/);
    expect(asked).toHaveLength(4);
    expect(waits).toEqual([500, 2000, 8000]);
  });

  test('or that nobody accepts is tried again as well', async () => {
    const host = await serve(file);
    await new Promise((resolve) => servers.pop()!.close(resolve));
    await expectFailure(download(`http://${host}/`), 'connection', /ECONNREFUSED/);
  });
});

describe('where it goes (attack 4)', () => {
  test.each([
    ['file:///etc/passwd', /Only http and https/],
    ['ftp://example.org/x.zip', /Only http and https/],
    ['data:application/zip;base64,UEsFBg==', /Only http and https/],
    ['https://user:canary@example.org/x.zip', /^(?!.*canary).*AGENT_DOWNLOAD_TOKENS/],
    ['no address', /not readable/],
  ])('%s is no address to download from', async (url, message) => {
    await expectFailure(download(url), 'address', message);
  });

  test.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '10.0.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    '[fd00::1]',
  ])('no packet goes to %s', async (host) => {
    let asked = false;
    const here = await serve((_req, res) => void ((asked = true), res.end()));
    const url = `http://${host}:${here.split(':')[1]}/latest/meta-data`;
    await expectFailure(download(url, {}, { allowedHosts: [] }), 'private-address', /AGENT_DOWNLOAD_HOSTS/);
    expect(asked).toBe(false);
  });

  const resolveTo =
    (...addresses: string[]) =>
    async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

  test('nor to a name that leads inside, not even beside an address that does not', async () => {
    for (const addresses of [
      ['127.0.0.1'],
      ['93.184.216.34', '10.0.0.1'],
      ['::ffff:127.0.0.1'],
      ['64:ff9b::a00:1'],
    ]) {
      const options = { allowedHosts: [], resolve: resolveTo(...addresses) };
      await expectFailure(download('http://rebind.example/', {}, options), 'private-address');
    }
  });

  test('a name is asked for once, and what was checked is connected to', async () => {
    const host = await serve(file);
    const answers = [resolveTo('127.0.0.1'), resolveTo('10.0.0.1')];
    let asked = 0;
    const resolve = () => answers[asked++]!();
    const url = `http://rebind.invalid:${host.split(':')[1]}/`;
    expect(await download(url, {}, { allowedHosts: ['127.0.0.0/8'], resolve })).toMatchObject({
      size: content.length,
    });
    expect(asked).toBe(1);
  });

  test('every redirect is checked, and asked for anew', async () => {
    const inside = await serve(file);
    let asked = 0;
    const outside = await serve((_req, res) => {
      asked += 1;
      res.writeHead(302, { location: `http://inside.example:${inside.split(':')[1]}/` }).end();
    });
    const options = { allowedHosts: [outside], resolve: resolveTo('127.0.0.1') };
    await expectFailure(download(`http://${outside}/`, {}, options), 'private-address', /inside\.example/);
    expect(asked).toBe(1);
    for (const location of ['file:///etc/passwd', 'http://user:pw@127.0.0.1/', 'http://[::ffff:7f00:1]:1/']) {
      const evil = await serve((_req, res) => void res.writeHead(302, { location }).end());
      await expect(download(`http://${evil}/`, {}, { allowedHosts: [evil] })).rejects.toMatchObject({
        code: expect.stringMatching(/^(private-)?address$/),
      });
    }
  });

  test('redirects are followed, but not for ever and not to nowhere', async () => {
    const host = await serve((req, res) => {
      const left = Number(/\d+/.exec(req.url ?? '')?.[0] ?? 0);
      if (req.url === '/nowhere') res.writeHead(302).end();
      else if (left > 0) res.writeHead(307, { location: `/${left - 1}` }).end();
      else file(req, res);
    });
    expect(await download(`http://${host}/5`)).toMatchObject({ size: content.length });
    await rm(target);
    await expectFailure(download(`http://${host}/6`), 'redirect', /more than 5 times/);
    await expectFailure(download(`http://${host}/nowhere`), 'redirect', /nowhere/);
  });

  test('no redirect leads from https to http', () => {
    const from = new URL('https://example.org/a');
    expect(() => redirectTarget('http://example.org/b', from)).toThrow(/from https to http/);
    expect(redirectTarget('/b', from).href).toBe('https://example.org/b');
    expect(redirectTarget('https://cdn.example.org/b', new URL('http://example.org/')).host).toBe(
      'cdn.example.org',
    );
  });

  test('a host may be allowed with its port, and then only that one is', async () => {
    const [one, two] = [await serve(file), await serve(file)];
    expect(hostWithPort('https://Panel.example.org/moo')).toBe('panel.example.org:443');
    expect(
      await download(`http://${one}/`, {}, { allowedHosts: [hostWithPort(`http://${one}/api`)] }),
    ).toMatchObject({
      size: content.length,
    });
    await rm(target);
    await expectFailure(download(`http://${two}/`, {}, { allowedHosts: [one] }), 'private-address');
  });
});

describe('tokens', () => {
  test('go to their host and to no other, not even along a redirect', async () => {
    const seen: [string, string | undefined][] = [];
    const other = await serve((req, res) => {
      seen.push(['other', req.headers.authorization]);
      file(req, res);
    });
    const host = await serve((req, res) => {
      seen.push(['host', req.headers.authorization]);
      res.writeHead(302, { location: `http://${other}/file` }).end();
    });
    await download(`http://${host}/`, {}, { tokens: { [host]: 'canary' } });
    expect(seen).toEqual([
      ['host', 'Bearer canary'],
      ['other', undefined],
    ]);
  });

  test('do not go in the clear to a host that is not the operator’s own', async () => {
    let seen: string | undefined = 'nothing asked';
    const host = await serve((req, res) => {
      seen = req.headers.authorization;
      file(req, res);
    });
    await download(`http://${host}/`, {}, { allowedHosts: ['127.0.0.0/8'], tokens: { [host]: 'canary' } });
    expect(seen).toBeUndefined();
  });

  test('a refusal says how to configure one, or to renew it, and never shows it nor the signature', async () => {
    const host = await serve((_req, res) => void res.writeHead(401).end());
    const url = `http://${host}/plugin.zip?signature=canary`;
    await expectFailure(
      download(url),
      'unauthorized',
      /^(?!.*canary).*AGENT_DOWNLOAD_TOKENS="127\.0\.0\.1:\d+=…"/,
    );
    await expectFailure(
      download(url, {}, { tokens: { '127.0.0.1': 'canary' } }),
      'unauthorized',
      /^(?!.*canary).*renew it in AGENT_DOWNLOAD_TOKENS/,
    );
  });
});

describe('over TLS', () => {
  async function secure(listener: RequestListener): Promise<string> {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const args = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
    ];
    execFileSync('openssl', [...args, '-subj', '/CN=127.0.0.1', '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    });
    const server = createSecureServer({ key: await readFile(key), cert: await readFile(cert) }, listener);
    await Promise.all([rm(key), rm(cert)]);
    return `127.0.0.1:${await listen(server)}`;
  }

  test('a certificate that nobody vouches for is refused', async () => {
    let asked = false;
    const host = await secure((_req, res) => void ((asked = true), res.end()));
    await expectFailure(download(`https://${host}/`), 'certificate', /NODE_EXTRA_CA_CERTS/);
    expect(asked).toBe(false);
  });
});
