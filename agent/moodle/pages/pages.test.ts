import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkPages } from './check-pages.js';
import { pageProblem } from './page-problem.js';

const html = (body: string) =>
  `<!DOCTYPE html><html><head><title>Lakeside</title></head><body>${body}<p>${'words '.repeat(60)}</p></body></html>`;

describe('a page', () => {
  test('of a healthy site has no problem', () => {
    // A course may speak of errors, and the login page has messages of its own.
    const body = html(
      '<div class="alert alert-danger">Your session has timed out.</div><p>What "Fatal error:" means. Exceptions in Java.</p>',
    );
    expect(pageProblem({ status: 200, body, cut: false })).toBeNull();
    expect(pageProblem({ status: 200, body: html('').replace('</html>', ''), cut: true })).toBeNull();
  });

  test.each([
    [503, html('<h1>Back soon</h1>'), /maintenance or not available \(503\): Back soon/],
    [500, '', /^The page answered with status 500\.$/],
    [404, html('Nothing here'), /status 404: Nothing here/],
    [200, '', /as good as empty/],
    [200, '\n\n  ', /as good as empty/],
    [200, html('').replace('</html>', ''), /ends in its middle/],
    [
      200,
      html(
        '<br />\n<b>Fatal error</b>:  Uncaught Error: Call to undefined function x() in /var/www/lib.php:3 on line <b>3</b>',
      ),
      /^PHP failed: Fatal error : Uncaught Error/,
    ],
    [
      200,
      html('\nPHP Parse error: syntax error, unexpected end of file in /x.php on line 9'),
      /^PHP failed: PHP Parse error/,
    ],
    [
      404,
      html(
        '<div class="box errorbox alert alert-danger" data-rel="fatalerror"><p class="errormessage">Error reading from database</p></div>',
      ),
      /^Moodle shows an error: Error reading from database/,
    ],
    [
      200,
      "<html><body><div class='alert-danger'>Error: Database connection failed</div></body></html>",
      /^Moodle shows an error: Error: Database connection failed/,
    ],
    [
      200,
      html('<p>Coding error detected, it must be fixed by a programmer: x</p>'),
      /^Moodle shows an error: Coding error/,
    ],
  ])('%d %j', (status, body, problem) => {
    expect(pageProblem({ status, body, cut: false })).toMatch(problem);
  });
});

describe('looking at a site', () => {
  let server: Server;
  let wwwroot: string;
  let requests: IncomingMessage[];
  let answer: (req: IncomingMessage, res: ServerResponse) => void;
  const { signal } = new AbortController();
  const redirect = (res: ServerResponse, location: string) => res.writeHead(303, { location }).end();

  beforeEach(async () => {
    requests = [];
    answer = (_req, res) => res.end(html(''));
    server = createServer((req, res) => {
      requests.push(req);
      answer(req, res);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    wwwroot = `http://127.0.0.1:${(server.address() as AddressInfo).port}/moodle`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test('asks for both pages', async () => {
    expect(await checkPages({ wwwroot, signal })).toEqual([
      { path: '/', status: 200, problem: null },
      { path: '/login/index.php', status: 200, problem: null },
    ]);
    expect(requests.map(({ url }) => url)).toEqual(['/moodle/', '/moodle/login/index.php']);
  });

  test('follows the site’s own redirects with its cookies, and lets single sign-on be', async () => {
    answer = (req, res) => {
      if (req.url === '/moodle/login/index.php') return redirect(res, 'https://sso.example/?back=1');
      if (req.headers.cookie === 'MoodleSession=abc') return res.end(html(''));
      return res.writeHead(303, { location: '?again', 'set-cookie': 'MoodleSession=abc; path=/' }).end();
    };
    expect(await checkPages({ wwwroot, signal })).toEqual([
      { path: '/', status: 200, problem: null },
      { path: '/login/index.php', status: 303, problem: null },
    ]);
  });

  test('tells a circle, an installer and a site that is away', async () => {
    answer = (req, res) =>
      redirect(res, req.url!.includes('login') ? '/moodle/install.php' : `/moodle/?${requests.length}`);
    expect(await checkPages({ wwwroot, signal })).toMatchObject([
      { status: null, problem: expect.stringContaining('from address to address') },
      { status: 303, problem: expect.stringContaining('wants to be installed') },
    ]);
    answer = (_req, res) => res.destroy();
    expect((await checkPages({ wwwroot, signal }))[0]).toMatchObject({
      status: null,
      problem: expect.stringContaining('cannot be reached'),
    });
  });

  test('reads no more of an endless page than it must', async () => {
    answer = (req, res) => {
      const timer = setInterval(() => res.write('x'.repeat(500_000)), 1);
      res.on('close', () => clearInterval(timer));
      req.on('close', () => clearInterval(timer));
    };
    expect(await checkPages({ wwwroot, signal })).toMatchObject([{ problem: null }, { problem: null }]);
  });

  test('goes where the agent reaches the site, and names the site’s host', async () => {
    const { origin } = new URL(wwwroot);
    answer = (req, res) =>
      req.url === '/moodle/' ? redirect(res, 'https://lakeside.example/moodle/my/') : res.end(html(''));
    const request = { wwwroot: 'https://lakeside.example/moodle', siteUrl: `${origin}/moodle`, signal };
    expect((await checkPages(request)).map(({ problem }) => problem)).toEqual([null, null]);
    expect(requests.map(({ url, headers }) => [url, headers.host])).toEqual([
      ['/moodle/', 'lakeside.example'],
      ['/moodle/my/', 'lakeside.example'],
      ['/moodle/login/index.php', 'lakeside.example'],
    ]);
    requests = [];
    await checkPages({ ...request, reverseProxy: true });
    expect(requests[0]?.headers.host).toBe(new URL(origin).host);
  });

  test('ends when it is stopped', async () => {
    const stop = new AbortController();
    answer = () => stop.abort();
    await expect(checkPages({ wwwroot, signal: stop.signal })).rejects.toMatchObject({ kind: 'aborted' });
  });
});
