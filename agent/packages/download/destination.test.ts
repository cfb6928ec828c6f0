/** Where downloads go, and what they carry there (attack 4). */
import { execFileSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hostWithPort } from './destination.js';
import { redirectTarget } from './follow.js';
import { content, DownloadFixture, file } from './testing/download-fixture.js';

let here: DownloadFixture;
beforeEach(async () => {
  here = await DownloadFixture.make();
});
afterEach(() => here.end());

describe('where it goes (attack 4)', () => {
  test.each([
    ['file:///etc/passwd', /Only http and https/],
    ['ftp://example.org/x.zip', /Only http and https/],
    ['data:application/zip;base64,UEsFBg==', /Only http and https/],
    ['https://user:canary@example.org/x.zip', /^(?!.*canary).*AGENT_DOWNLOAD_TOKENS/],
    ['no address', /not readable/],
  ])('%s is no address to download from', async (url, message) => {
    await here.expectFailure(here.download(url), 'address', message);
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
    const listening = await here.serve((_req, res) => void ((asked = true), res.end()));
    const url = `http://${host}:${listening.split(':')[1]}/latest/meta-data`;
    await here.expectFailure(
      here.download(url, {}, { allowedHosts: [] }),
      'private-address',
      /AGENT_DOWNLOAD_HOSTS/,
    );
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
      await here.expectFailure(here.download('http://rebind.example/', {}, options), 'private-address');
    }
  });

  test('a name is asked for once, and what was checked is connected to', async () => {
    const host = await here.serve(file);
    const answers = [resolveTo('127.0.0.1'), resolveTo('10.0.0.1')];
    let asked = 0;
    const resolve = () => answers[asked++]!();
    const url = `http://rebind.invalid:${host.split(':')[1]}/`;
    expect(await here.download(url, {}, { allowedHosts: ['127.0.0.0/8'], resolve })).toMatchObject({
      size: content.length,
    });
    expect(asked).toBe(1);
  });

  test('every redirect is checked, and asked for anew', async () => {
    const inside = await here.serve(file);
    let asked = 0;
    const outside = await here.serve((_req, res) => {
      asked += 1;
      res.writeHead(302, { location: `http://inside.example:${inside.split(':')[1]}/` }).end();
    });
    const options = { allowedHosts: [outside], resolve: resolveTo('127.0.0.1') };
    await here.expectFailure(
      here.download(`http://${outside}/`, {}, options),
      'private-address',
      /inside\.example/,
    );
    expect(asked).toBe(1);
    for (const location of ['file:///etc/passwd', 'http://user:pw@127.0.0.1/', 'http://[::ffff:7f00:1]:1/']) {
      const evil = await here.serve((_req, res) => void res.writeHead(302, { location }).end());
      await expect(here.download(`http://${evil}/`, {}, { allowedHosts: [evil] })).rejects.toMatchObject({
        code: expect.stringMatching(/^(private-)?address$/),
      });
    }
  });

  test('redirects are followed, but not for ever and not to nowhere', async () => {
    const host = await here.serve((req, res) => {
      const left = Number(/\d+/.exec(req.url ?? '')?.[0] ?? 0);
      if (req.url === '/nowhere') res.writeHead(302).end();
      else if (left > 0) res.writeHead(307, { location: `/${left - 1}` }).end();
      else file(req, res);
    });
    expect(await here.download(`http://${host}/5`)).toMatchObject({ size: content.length });
    await rm(here.target);
    await here.expectFailure(here.download(`http://${host}/6`), 'redirect', /more than 5 times/);
    await here.expectFailure(here.download(`http://${host}/nowhere`), 'redirect', /nowhere/);
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
    const [one, two] = [await here.serve(file), await here.serve(file)];
    expect(hostWithPort('https://Panel.example.org/moo')).toBe('panel.example.org:443');
    expect(
      await here.download(`http://${one}/`, {}, { allowedHosts: [hostWithPort(`http://${one}/api`)] }),
    ).toMatchObject({
      size: content.length,
    });
    await rm(here.target);
    await here.expectFailure(here.download(`http://${two}/`, {}, { allowedHosts: [one] }), 'private-address');
  });
});

describe('tokens', () => {
  test('go to their host and to no other, not even along a redirect', async () => {
    const seen: [string, string | undefined][] = [];
    const other = await here.serve((req, res) => {
      seen.push(['other', req.headers.authorization]);
      file(req, res);
    });
    const host = await here.serve((req, res) => {
      seen.push(['host', req.headers.authorization]);
      res.writeHead(302, { location: `http://${other}/file` }).end();
    });
    await here.download(`http://${host}/`, {}, { tokens: { [host]: 'canary' } });
    expect(seen).toEqual([
      ['host', 'Bearer canary'],
      ['other', undefined],
    ]);
  });

  test('do not go in the clear to a host that is not the operator’s own', async () => {
    let seen: string | undefined = 'nothing asked';
    const host = await here.serve((req, res) => {
      seen = req.headers.authorization;
      file(req, res);
    });
    await here.download(
      `http://${host}/`,
      {},
      { allowedHosts: ['127.0.0.0/8'], tokens: { [host]: 'canary' } },
    );
    expect(seen).toBeUndefined();
  });

  test('a refusal says how to configure one, or to renew it, and never shows it nor the signature', async () => {
    const host = await here.serve((_req, res) => void res.writeHead(401).end());
    const url = `http://${host}/plugin.zip?signature=canary`;
    await here.expectFailure(
      here.download(url),
      'unauthorized',
      /^(?!.*canary).*AGENT_DOWNLOAD_TOKENS="127\.0\.0\.1:\d+=…"/,
    );
    await here.expectFailure(
      here.download(url, {}, { tokens: { '127.0.0.1': 'canary' } }),
      'unauthorized',
      /^(?!.*canary).*renew it in AGENT_DOWNLOAD_TOKENS/,
    );
  });
});

describe('over TLS', () => {
  async function secure(listener: RequestListener): Promise<string> {
    const [key, cert] = [join(here.folder, 'key.pem'), join(here.folder, 'cert.pem')];
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
    const server = createServer({ key: await readFile(key), cert: await readFile(cert) }, listener);
    await Promise.all([rm(key), rm(cert)]);
    return here.serve(server);
  }

  test('a certificate that nobody vouches for is refused', async () => {
    let asked = false;
    const host = await secure((_req, res) => void ((asked = true), res.end()));
    await here.expectFailure(here.download(`https://${host}/`), 'certificate', /NODE_EXTRA_CA_CERTS/);
    expect(asked).toBe(false);
  });
});
