/** A file arrives whole, checked and within its limits, or not at all. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { content, digest, DownloadFixture, file } from './testing/download-fixture.js';

let here: DownloadFixture;
beforeEach(async () => {
  here = await DownloadFixture.make();
});
afterEach(() => here.end());

describe('a download', () => {
  test('brings the file, and tells what it is and how far it has come', async () => {
    const host = await here.serve(file);
    const progress: [number, number | null][] = [];
    const found = await here.download(`http://${host}/plugin.zip?signature=x`, {
      sha256: digest('sha256').toUpperCase(),
      md5: digest('md5'),
      onProgress: (received, total) => progress.push([received, total]),
    });
    expect(found).toEqual({ size: content.length, sha256: digest('sha256'), md5: digest('md5') });
    expect((await readFile(here.target)).equals(content)).toBe(true);
    expect(progress.at(-1)).toEqual([content.length, content.length]);
  });

  test('does not replace a file', async () => {
    const host = await here.serve(file);
    await writeFile(here.target, 'mine');
    await expect(here.download(`http://${host}/`)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(here.target, 'utf8')).toBe('mine');
  });

  test('is refused when the file is another than expected', async () => {
    const host = await here.serve(file);
    await here.expectFailure(
      here.download(`http://${host}/`, { sha256: '0'.repeat(64) }),
      'digest',
      /its sha256 is/,
    );
    await here.expectFailure(
      here.download(`http://${host}/`, { md5: '0'.repeat(32) }),
      'digest',
      /its md5 is/,
    );
  });

  test('ends at the limit, told in advance or not', async () => {
    let sent = 0;
    const host = await here.serve((req, res) => {
      if (req.url === '/told') return void res.writeHead(200, { 'content-length': 1e9 }).end();
      const more = () => {
        while (!res.destroyed && res.write(content)) sent += content.length;
      };
      res.on('drain', more);
      more();
    });
    await here.expectFailure(here.download(`http://${host}/told`), 'too-large', /AGENT_DOWNLOAD_MAX_MB/);
    await here.expectFailure(here.download(`http://${host}/untold`), 'too-large', /AGENT_DOWNLOAD_MAX_MB/);
    expect(sent).toBeLessThan(20_000_000);
  });

  test.each([
    [404, 'not-found', /check the address/],
    [500, 'answer', /try again later/],
    [418, 'answer', /HTTP 418/],
  ])('says what HTTP %i means', async (status, code, message) => {
    const host = await here.serve((_req, res) => void res.writeHead(status).end('x'));
    await here.expectFailure(here.download(`http://${host}/`), code, message);
  });

  test('does not take a page or an encoded answer for a file', async () => {
    const host = await here.serve((req, res) => {
      const headers =
        req.url === '/page' ? { 'content-type': 'text/html; charset=utf-8' } : { 'content-encoding': 'gzip' };
      res.writeHead(200, headers).end('x');
    });
    await here.expectFailure(here.download(`http://${host}/page`), 'answer', /web page/);
    await here.expectFailure(here.download(`http://${host}/gzip`), 'answer', /encoded as gzip/);
  });

  test('stops at once when it is told to', async () => {
    const stop = new AbortController();
    const host = await here.serve((_req, res) => {
      res.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 1000));
    });
    const work = here.download(`http://${host}/`, {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('Stopped.')),
    });
    await expect(work).rejects.toThrow('Stopped.');
    expect(await readdir(here.folder)).toEqual([]);
  });

  test('does not wait without end: not for a head, not for a byte, not for all of them', async () => {
    const silent = await here.serve(() => {});
    await here.expectFailure(here.download(`http://${silent}/`, {}, { timeouts: { idle: 50 } }), 'timeout');
    const stuck = await here.serve((_req, res) => void res.writeHead(200).write('x'));
    await here.expectFailure(
      here.download(`http://${stuck}/`, {}, { timeouts: { idle: 50 } }),
      'timeout',
      /not answer any more/,
    );
    await here.expectFailure(
      here.download(`http://${stuck}/`, {}, { timeouts: { total: 100 } }),
      'timeout',
      /too long/,
    );
    const hanging = here.download(
      'http://slow.example/',
      {},
      { timeouts: { total: 50 }, resolve: () => new Promise(() => {}) },
    );
    await here.expectFailure(hanging, 'timeout');
  });
});

describe('a connection that is cut', () => {
  /** Cuts the first answers; the rest comes as asked for. @param cuts how many */
  async function cutting(cuts: number, etags: string[], ranges = true) {
    const asked: (string | undefined)[] = [];
    const conditions: unknown[] = [];
    const host = await here.serve((req, res) => {
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
    expect(await here.download(`http://${host}/`)).toMatchObject({ sha256: digest('sha256') });
    // A little of what was sent may be lost with the connection.
    expect(asked).toEqual([
      undefined,
      expect.stringMatching(/^bytes=1\d{5}-$/),
      expect.stringMatching(/^bytes=[12]\d{5}-$/),
    ]);
    expect(conditions).toEqual([undefined, '"one"', '"one"']);
    expect((await readFile(here.target)).equals(content)).toBe(true);
  });

  test('is begun anew when the file is another by now, or cannot be told apart', async () => {
    const changed = await cutting(1, ['"one"', '"two"']);
    expect(await here.download(`http://${changed.host}/`)).toMatchObject({ sha256: digest('sha256') });
    await rm(here.target);
    const weak = await cutting(1, ['W/"one"']);
    expect(await here.download(`http://${weak.host}/`)).toMatchObject({ sha256: digest('sha256') });
    expect(weak.asked).toEqual([undefined, undefined]);
    await rm(here.target);
    const whole = await cutting(1, ['"one"'], false);
    expect(await here.download(`http://${whole.host}/`)).toMatchObject({ sha256: digest('sha256') });
  });

  test('is continued without a mark of the file when its digest is known', async () => {
    const { host, asked } = await cutting(1, ['']);
    expect(await here.download(`http://${host}/`, { sha256: digest('sha256') })).toMatchObject({
      size: content.length,
    });
    expect(asked).toEqual([undefined, expect.stringMatching(/^bytes=1\d{5}-$/)]);
  });

  test('is never mended with bytes from another place', async () => {
    let answers = 0;
    const host = await here.serve((_req, res) => {
      answers += 1;
      const headers = { etag: '"one"', 'content-length': content.length };
      if (answers === 1)
        res.writeHead(200, headers).write(content.subarray(0, 1000), () => setImmediate(() => res.destroy()));
      else if (answers === 2)
        res.writeHead(206, { etag: '"one"', 'content-range': `bytes 5-9/${content.length}` }).end('wrong');
      else res.writeHead(200, headers).end(content);
    });
    expect(await here.download(`http://${host}/`)).toMatchObject({ sha256: digest('sha256') });
    expect(answers).toBe(3);
  });

  test('is given up after four attempts, each waited for longer', async () => {
    const { host, asked } = await cutting(9, ['"one"']);
    const waits: number[] = [];
    const wait = async (milliseconds: number) => void waits.push(milliseconds);
    await here.expectFailure(here.download(`http://${host}/`, {}, { wait }), 'connection', /try again/);
    expect(asked).toHaveLength(4);
    expect(waits).toEqual([500, 2000, 8000]);
  });

  test('or that nobody accepts is tried again as well', async () => {
    const host = await here.serve(file);
    await here.closeServers();
    await here.expectFailure(here.download(`http://${host}/`), 'connection', /ECONNREFUSED/);
  });
});
