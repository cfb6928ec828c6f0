import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePluginZip } from '../../inspection/testing/make-plugin-zip.js';
import { clonedDatabase, TEST_POSTGRES_URL } from '../testing/postgres.js';
import { startTestPanel, TOKEN, type TestPanel } from '../testing/test-panel.js';
import { CHUNK } from './chunks.js';
import { linkFor } from './service.js';

let t: TestPanel;
let folder: string;
let zip: Buffer;
let sha256: string;
let itemId: number;
let siteId: number;

beforeAll(async () => {
  t = await startTestPanel();
  folder = await mkdtemp(join(tmpdir(), 'moopanel-library-test-'));
  // Larger than two pieces, so that ranges cross their edges; noise cannot be packed.
  zip = await made({
    component: 'local_thing',
    version: 2024100700,
    files: { 'pix/noise.bin': randomBytes(2 * CHUNK + 5000) },
  });
  sha256 = createHash('sha256').update(zip).digest('hex');
  const site = await t.panel.context.prisma.instance.create({
    data: { name: 'A', url: 'http://a.test', sealedKey: '', keyDigest: '' },
  });
  siteId = site.id;
});
afterAll(async () => {
  await t.stop();
  await rm(folder, { recursive: true, force: true });
});

async function made(options: Parameters<typeof makePluginZip>[1]): Promise<Buffer> {
  const path = join(folder, `${randomBytes(4).toString('hex')}.zip`);
  await makePluginZip(path, options);
  return readFile(path);
}

/** The archiver would mend such a path, so it is written over another of the same length. */
async function slipped(): Promise<Buffer> {
  const good = await made({ component: 'local_slip', files: { 'aa/bb/cc/evil.php': '<?php' } });
  return Buffer.from(
    good.toString('latin1').replaceAll('slip/aa/bb/cc/evil', 'slip/../../../evil'),
    'latin1',
  );
}

const bomb = () => made({ component: 'local_bomb', files: { 'zeros.bin': Buffer.alloc(80 * CHUNK) } });

const upload = (body: Buffer, query = 'file_name=thing.zip') =>
  t.api('post', `/library?${query}`).set('content-type', 'application/zip').send(body);

const leftFiles = () => readdir(join(t.panel.context.config.dataDir, 'library'));

describe('uploading', () => {
  test('a zip is inspected, stored once, and comes back byte for byte', async () => {
    const first = (await upload(zip, 'file_name=thing.zip&note=From%20the%20author').expect(201)).body;
    itemId = first.id;
    expect(first).toMatchObject({
      component: 'local_thing',
      version: '2024100700',
      file_name: 'thing.zip',
      note: 'From the author',
      size: zip.length,
      sha256,
      md5: createHash('md5').update(zip).digest('hex'),
      already_there: false,
      used_by: 0,
    });
    const again = (await upload(zip, 'file_name=other.zip').expect(201)).body;
    expect(again).toMatchObject({ id: itemId, file_name: 'thing.zip', already_there: true });
    const file = await t.api('get', `/library/${itemId}/file`).buffer(true).parse(bytes).expect(200);
    expect(sha(file.body)).toBe(sha256);
    expect(file.headers['content-disposition']).toBe('attachment; filename=thing.zip');
    expect(await leftFiles()).toEqual([]);
  });

  test('sent twice at the same moment it is stored once', async () => {
    const other = await made({ component: 'local_twice', version: 1 });
    const replies = await Promise.all([
      upload(other, 'file_name=twice.zip'),
      upload(other, 'file_name=twice.zip'),
    ]);
    expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1);
    expect(await t.panel.context.prisma.libraryItem.count({ where: { component: 'local_twice' } })).toBe(1);
  });

  test('the list is searched and says what an upload may have', async () => {
    const found = (await t.api('get', '/library?search=THING').expect(200)).body;
    expect(found).toMatchObject({ total: 1, max_bytes: 4 * 1024 * 1024 });
    expect(found.items[0].id).toBe(itemId);
    expect((await t.api('get', '/library?search=author').expect(200)).body.total).toBe(1);
    await t.api('patch', `/library/${itemId}`, { note: '' }).expect(200);
    expect((await t.api('get', `/library/${itemId}`).expect(200)).body.note).toBeNull();
  });

  test.each([
    ['a path that leads out of the folder', 'unsafe', slipped],
    ['far more inside than it seems', 'too-large', bomb],
  ])('%s is refused in words, and nothing of it stays (threats 1, 2)', async (_what, code, make) => {
    const before = await t.panel.context.prisma.libraryChunk.count();
    const reply = await upload(await make()).expect(422);
    expect(reply.headers['content-type']).toMatch('application/problem+json');
    expect(reply.body).toMatchObject({ status: 422, title: 'The zip was refused' });
    expect(reply.body.errors[0].path).toBe(`body.${code}`);
    expect(reply.body.detail.length).toBeGreaterThan(20);
    expect(await t.panel.context.prisma.libraryChunk.count()).toBe(before);
    expect(await leftFiles()).toEqual([]);
  });

  test('what is no zip, too large, empty, of another type or from a viewer is refused', async () => {
    expect((await upload(Buffer.from('no zip at all')).expect(422)).body.errors[0].path).toBe('body.damaged');
    const large = await upload(Buffer.alloc(4 * 1024 * 1024 + 1)).expect(413);
    expect(large.body.detail).toMatch('4 MB');
    await upload(Buffer.alloc(0)).expect(400);
    await t.api('post', '/library').set('content-type', 'text/plain').send('PK').expect(415);
    await upload(zip, 'file_name=..%2Fx.zip').expect(400);
    const viewer = (await t.api('post', '/tokens', { name: 'v', role: 'viewer' }).expect(201)).body.token;
    const as = (path: string) => t.anonymous.get(`/api/v1${path}`).set('authorization', `Bearer ${viewer}`);
    await t.anonymous
      .post('/api/v1/library')
      .set('authorization', `Bearer ${viewer}`)
      .set('content-type', 'application/zip')
      .send(zip)
      .expect(403);
    await as(`/library/${itemId}/file`).expect(403);
    await as('/library').expect(200);
    expect(await leftFiles()).toEqual([]);
  });

  test('without a declared length the limit holds all the same', async () => {
    const reply = await fetch(`${t.panel.url}/api/v1/library`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/zip' },
      body: new ReadableStream({
        pull(controller) {
          controller.enqueue(randomBytes(256 * 1024));
          if (++pulled === 20) controller.close();
        },
      }),
      duplex: 'half',
    } as RequestInit);
    expect(reply.status).toBe(413);
    expect(await leftFiles()).toEqual([]);
  });
  let pulled = 0;
});

(TEST_POSTGRES_URL ? test : test.skip)(
  'what one web process took in, another without a disk in common serves, by the link of the first',
  async () => {
    const clone = await clonedDatabase(TEST_POSTGRES_URL ?? '');
    const common = { databaseUrl: clone.url, secretKeys: [randomBytes(32)] };
    const one = await startTestPanel(common);
    const other = await startTestPanel(common);
    try {
      const made = await one
        .api('post', '/library')
        .set('content-type', 'application/zip')
        .send(zip)
        .expect(201);
      const site = await one.panel.context.prisma.instance.create({
        data: { name: 'A', url: 'http://a.test', sealedKey: '', keyDigest: '' },
      });
      const link = new URL(await linkFor(one.panel.context, made.body.id as number, site.id));
      const reply = await other.anonymous
        .get(link.pathname + link.search)
        .buffer(true)
        .parse(bytes)
        .expect(200);
      expect(sha(reply.body)).toBe(sha256);
    } finally {
      await one.stop();
      await other.stop();
      await clone.drop();
    }
  },
);
if (!TEST_POSTGRES_URL)
  console.warn('SKIPPED: two web processes on one library, for TEST_POSTGRES_URL is not set.');

describe('signed addresses', () => {
  const pathOf = async (site = siteId) => {
    const link = new URL(await linkFor(t.panel.context, itemId, site));
    return link.pathname + link.search;
  };
  const get = (path: string, headers: Record<string, string> = {}) =>
    t.anonymous.get(path).set(headers).buffer(true).parse(bytes);

  test('open the file without any other credential, and each fetch is audited', async () => {
    const path = await pathOf();
    expect(path).toMatch(
      /^\/api\/library\/[0-9a-f]{64}\/local_thing_2024100700\.zip\?expires=\d+&instance=\d+&/,
    );
    const reply = await get(path).expect(200);
    expect(sha(reply.body)).toBe(sha256);
    expect(reply.headers).toMatchObject({ 'accept-ranges': 'bytes', etag: `"${sha256}"` });
    const entry = await t.panel.context.prisma.auditEntry.findFirstOrThrow({ orderBy: { id: 'desc' } });
    expect(entry).toMatchObject({ action: 'library.fetch', outcome: 'ok', instanceId: siteId });
    expect(JSON.stringify(entry)).not.toContain('signature');
  });

  test('serve parts, so that a download that was cut off goes on', async () => {
    const path = await pathOf();
    const from = CHUNK - 10;
    const to = 2 * CHUNK + 10;
    const part = await get(path, { range: `bytes=${from}-${to}` }).expect(206);
    expect(part.headers['content-range']).toBe(`bytes ${from}-${to}/${zip.length}`);
    expect(sha(part.body)).toBe(sha(zip.subarray(from, to + 1)));
    const rest = await get(path, { range: `bytes=${to + 1}-`, 'if-range': `"${sha256}"` }).expect(206);
    expect(sha(Buffer.concat([zip.subarray(0, to + 1), rest.body]))).toBe(sha256);
    const tail = await get(path, { range: 'bytes=-7' }).expect(206);
    expect([...tail.body]).toEqual([...zip.subarray(-7)]);
    // Another content than the one that was begun: the whole.
    await get(path, { range: 'bytes=5-', 'if-range': '"another"' }).expect(200);
    await get(path, { 'if-none-match': `"${sha256}"` }).expect(304);
    const beyond = await get(path, { range: `bytes=${zip.length}-` }).expect(416);
    expect(beyond.headers['content-range']).toBe(`bytes */${zip.length}`);
    const head = await t.anonymous.head(path).expect(200);
    expect(head.headers['content-length']).toBe(String(zip.length));
  });

  test('are worthless once altered: another site, another end, another file, another name', async () => {
    const path = await pathOf();
    for (const wrong of [
      path.replace(/instance=\d+/, `instance=${siteId + 1}`),
      path.replace(/expires=(\d+)/, (_all, time) => `expires=${Number(time) + 1}`),
      path.replace(sha256, 'a'.repeat(64)),
      path.replace('local_thing_', 'local_other_'),
      path.replace(/signature=.*/, 'signature='),
      path.replace(/&signature=.*/, ''),
      `${path}x`,
    ]) {
      const reply = await get(wrong).expect(403);
      expect(reply.headers['content-type']).toMatch('application/problem+json');
    }
  });

  test('expire after a day, and say so', async () => {
    const path = await pathOf();
    t.advance(23 * 3_600_000);
    await get(path).expect(200);
    t.advance(2 * 3_600_000);
    const reply = await t.anonymous.get(path).expect(403);
    expect(reply.body).toMatchObject({ title: 'The address has expired' });
  });

  test('of a site or a zip that was deleted are gone', async () => {
    const { prisma } = t.panel.context;
    const site = await prisma.instance.create({
      data: { name: 'B', url: 'http://b.test', sealedKey: '', keyDigest: '' },
    });
    const path = await pathOf(site.id);
    await prisma.instance.delete({ where: { id: site.id } });
    await get(path).expect(410);
    const other = await pathOf();
    await t.api('delete', `/library/${itemId}`).expect(204);
    await get(other).expect(410);
    await expect(linkFor(t.panel.context, itemId, siteId)).rejects.toThrow(`no library item ${itemId}`);
    expect(await prisma.libraryChunk.count({ where: { itemId } })).toBe(0);
  });

  test('cannot be guessed for long (threat 14)', async () => {
    let last = 0;
    for (let i = 0; i < 32 && last !== 429; i++) {
      last = (await get(`/api/library/${sha256}/x.zip?expires=1&instance=1&signature=${i}`)).status;
    }
    expect(last).toBe(429);
  });
});

const sha = (body: unknown) =>
  createHash('sha256')
    .update(body as Buffer)
    .digest('hex');

/** supertest's own words for the answer are those of a browser; under Node it is a stream. */
function bytes(answer: unknown, done: (error: Error | null, body: Buffer) => void): void {
  const res = answer as NodeJS.ReadableStream;
  const parts: Buffer[] = [];
  res.on('data', (part: Buffer) => parts.push(part));
  res.on('end', () => done(null, Buffer.concat(parts)));
}
