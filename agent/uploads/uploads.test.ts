/** Large files in pieces, over real HTTP: what has arrived counts, and only a whole file with the right sum is ever used. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { upload, UPLOAD_CHUNK_LIMIT, type Upload } from '../../contract/agent/uploads.js';
import { startHttpAgent, type HttpAgent } from '../testing/http-agent.js';
import { TEST_KEY } from '../testing/test-context.js';
import { until } from '../testing/until.js';
import { tidyUploads } from './tidy-uploads.js';
import { completeUpload, takeUpload } from './use-upload.js';

let agent: HttpAgent;
let now = Date.parse('2026-03-01T10:00:00Z');

beforeAll(async () => {
  agent = await startHttpAgent({
    clock: () => new Date(now),
    config: { uploadMaxBytes: 50 * 1024 ** 2 },
  });
}, 60_000);
afterAll(() => agent?.stop());

const content = randomBytes(300_000);
const sha256 = createHash('sha256').update(content).digest('hex');
const fileOf = (id: string) => join(agent.context.config.dataDir, 'uploads', id);

async function begin(given: object = {}): Promise<Upload> {
  const answer = await agent.ask('/uploads', {
    method: 'POST',
    data: { name: 'Kurs ž.mbz', size: content.length, ...given },
  });
  expect(answer.status).toBe(200);
  return upload.parse(answer.body);
}
const piece = (id: string, offset: number, bytes: Uint8Array) =>
  agent.ask(`/uploads/chunk?id=${id}&offset=${offset}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  });
const state = async (id: string) => upload.parse((await agent.ask(`/uploads?id=${id}`)).body);
const finish = (id: string, given: object = {}) =>
  agent.ask('/uploads/finish', { method: 'POST', data: { id, ...given } });

test('a file in pieces is whole at the end, and is taken to where it is used', async () => {
  const { id, expires_at } = await begin();
  expect(expires_at).toBe(now / 1000 + 2 * 24 * 3600);
  expect(await piece(id, 0, content.subarray(0, 100_000))).toMatchObject({
    status: 200,
    body: { received: 100_000, complete: false, sha256: null },
  });
  await expect(completeUpload(agent.context, id)).rejects.toMatchObject({ status: 409 });
  expect(await finish(id)).toMatchObject({
    status: 409,
    body: { error: 'The upload has not arrived whole: 100000 of 300000 bytes. Go on from byte 100000.' },
  });
  expect(await piece(id, 0, content)).toMatchObject({
    status: 409,
    body: { error: expect.stringContaining('go on from byte 100000') },
  });
  expect((await piece(id, 100_000, content.subarray(100_000))).status).toBe(200);
  for (const answer of [await finish(id, { sha256 }), await finish(id)]) {
    expect(answer).toMatchObject({ status: 200, body: { complete: true, sha256, received: 300_000 } });
  }
  const path = fileOf(id);
  expect(await completeUpload(agent.context, id)).toEqual({
    path,
    name: 'Kurs ž.mbz',
    size: 300_000,
    sha256,
  });
  const target = join(agent.context.folder, 'imports/7/file');
  await takeUpload(agent.context, id, target);
  expect((await readFile(target)).equals(content)).toBe(true);
  expect((await agent.ask(`/uploads?id=${id}`)).status).toBe(404);
});

test('a piece that is cut off counts as far as it came, and the next one goes on there', async () => {
  const { id } = await begin({ sha256 });
  const url = new URL(`${agent.server.url}/uploads/chunk?id=${id}&offset=0`);
  const headers = { 'X-API-KEY': TEST_KEY, 'content-length': content.length };
  const cut = request(url, { method: 'PUT', headers });
  cut.on('error', () => undefined);
  cut.write(content.subarray(0, 70_000));
  await until(async () => (await readFile(fileOf(id))).length >= 70_000);
  // While it is under way nobody else may write, compare or remove.
  for (const refused of [
    await piece(id, 0, content),
    await finish(id),
    await agent.ask(`/uploads?id=${id}`, { method: 'DELETE' }),
  ]) {
    expect(refused).toMatchObject({
      status: 409,
      body: { error: expect.stringMatching(/^Another request/) },
    });
  }
  cut.destroy();
  await until(async () => (await state(id)).received > 0);
  const { received } = await state(id);
  expect(received).toBe(70_000);
  // What lies behind that on disk, from a process that died, is no part of it.
  await writeFile(fileOf(id), Buffer.concat([content.subarray(0, received), Buffer.from('half a piece')]));
  expect((await piece(id, received, content.subarray(received))).status).toBe(200);
  expect(await finish(id)).toMatchObject({ status: 200, body: { sha256 } });
});

test('another checksum throws the upload away', async () => {
  for (const [told, later] of [
    ['0'.repeat(64), undefined],
    [undefined, '0'.repeat(64)],
  ]) {
    const { id } = await begin({ sha256: told });
    await piece(id, 0, content);
    expect(await finish(id, { sha256: later })).toMatchObject({
      status: 422,
      body: { error: expect.stringMatching(/damaged on its way and has been removed/) },
    });
    expect((await agent.ask(`/uploads?id=${id}`)).status).toBe(404);
    expect(existsSync(fileOf(id))).toBe(false);
  }
});

test('more than is taken is refused, in words', async () => {
  const large = { name: 'x', size: 51 * 1024 ** 2 };
  expect(await agent.ask('/uploads', { method: 'POST', data: large })).toMatchObject({
    status: 413,
    body: { error: expect.stringContaining('AGENT_UPLOAD_MAX_MB') },
  });
  const { id } = await begin({ size: 10 });
  expect(await piece(id, 0, content.subarray(0, 11))).toMatchObject({
    status: 413,
    body: { error: 'The piece is too long: at most 10 bytes are taken here.' },
  });
  expect((await state(id)).received).toBe(0);
  const huge = await piece(id, 0, new Uint8Array(UPLOAD_CHUNK_LIMIT + 1)).catch(() => ({ status: 413 }));
  expect(huge.status).toBe(413);
  agent.context.config.uploadMaxBytes = Number.MAX_SAFE_INTEGER;
  const full = { name: 'x', size: 2 ** 50 };
  expect(await agent.ask('/uploads', { method: 'POST', data: full })).toMatchObject({
    status: 507,
    body: { error: expect.stringMatching(/^Not enough free space: about .* are needed/) },
  });
});

test('an upload is removed on request, after two days, and when nothing knows of its file', async () => {
  const first = await begin();
  expect(await agent.ask(`/uploads?id=${first.id}`, { method: 'DELETE' })).toMatchObject({
    status: 200,
    body: { status: true },
  });
  expect(existsSync(fileOf(first.id))).toBe(false);
  const second = await begin();
  await writeFile(fileOf('f'.repeat(32)), 'left behind');
  await tidyUploads(agent.context);
  expect(existsSync(fileOf(second.id))).toBe(true);
  expect(existsSync(fileOf('f'.repeat(32)))).toBe(false);
  now += 2 * 24 * 3600 * 1000;
  expect((await agent.ask(`/uploads?id=${second.id}`)).status).toBe(404);
  await tidyUploads(agent.context);
  expect(existsSync(fileOf(second.id))).toBe(false);
});
