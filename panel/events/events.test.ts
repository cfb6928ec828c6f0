import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EventStream } from '../../test/support/event-stream.js';
import { FakeAgent } from '../testing/fake-agent.js';
import { startTestPanel, TOKEN, type TestPanel } from '../testing/test-panel.js';

let t: TestPanel;
let site: FakeAgent;
let id: number;
beforeAll(async () => {
  t = await startTestPanel();
  site = await new FakeAgent().start();
  id = (await t.api('post', '/instances', { url: site.url, api_key: site.key })).body.id as number;
});
afterAll(async () => {
  await site.stop();
  await t.stop();
});

async function readStream(lastEventId: string, until: RegExp): Promise<string> {
  const abort = new AbortController();
  const reply = await fetch(`${t.panel.url}/api/v1/events`, {
    headers: { authorization: `Bearer ${TOKEN}`, 'last-event-id': lastEventId },
    signal: abort.signal,
  });
  let text = '';
  for await (const chunk of reply.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    if (until.test(text)) break;
  }
  abort.abort();
  return text;
}

test('a page sees progress, the end and the notification, as their routes show them', async () => {
  const stream = await EventStream.open(t.panel.url, TOKEN);
  const reply = await t.api('post', `/instances/${id}/backups`, { course_ids: [2] }).expect(202);
  const backup = reply.body.items[0] as { id: number; task_id: number; moodle_job_id: number };
  const job = site.job(backup.moodle_job_id);
  Object.assign(job, { state: 'running', progress: 0.5, message: 'Packing' });
  t.advance(60_000);
  await t.follow();
  const moving = await stream.until((e) => e.type === 'backup.updated' && e.data.progress === 0.5);
  expect(moving.data).toMatchObject({ id: backup.id, status: 'running', message: 'Packing' });
  site.finish(job.id);
  t.advance(60_000);
  await t.follow();
  const ended = await stream.until((e) => e.type === 'task.updated' && e.data.status === 'succeeded');
  expect(ended.data).toEqual((await t.api('get', `/tasks/${backup.task_id}`)).body);
  await stream.until((e) => e.type === 'notification.created');
  expect(JSON.stringify(stream.events)).not.toContain('CANARY');
  await stream.close();
});

test('Last-Event-ID brings what was missed, once for each resource', async () => {
  const { prisma } = t.panel.context;
  const before = (await prisma.event.aggregate({ _max: { id: true } }))._max.id ?? 0n;
  for (const name of ['one', 'two', 'three']) await t.api('patch', `/instances/${id}`, { name }).expect(200);
  const text = await readStream(String(before), /event: instance.updated/);
  expect(text.match(/event: instance.updated/g)).toHaveLength(1);
  expect(text).toContain('"name":"three"');
});

test('too much missed is one reload', async () => {
  const { prisma } = t.panel.context;
  await prisma.event.createMany({
    data: Array.from({ length: 600 }, () => ({ type: 'courses.synced', subjectId: id })),
  });
  expect(await readStream('1', /event: reload/)).toMatch(/event: reload/);
});

test('events appear in the order of their ids although transactions end out of order', async () => {
  const { prisma } = t.panel.context;
  const before = (await prisma.event.aggregate({ _max: { id: true } }))._max.id ?? 0n;
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => t.api('patch', `/instances/${id}`, { name: `n${i}` }).expect(200)),
  );
  const seen = await prisma.event.findMany({ where: { id: { gt: before } }, orderBy: { id: 'asc' } });
  expect(seen).toHaveLength(20);
});

test('a stream ends when the panel stops, at once', async () => {
  const other = await startTestPanel();
  const reply = await fetch(`${other.panel.url}/api/v1/events`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  const started = Date.now();
  const [text] = await Promise.all([reply.text(), other.stop()]);
  expect(text).toContain('retry:');
  expect(Date.now() - started).toBeLessThan(3000);
});
