import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { FakeAgent } from '../testing/fake-agent.js';
import { preparedDataDir } from '../testing/prepared-data.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';
import { resealSecrets } from './reseal.js';

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
let dataDir: string;
let site: FakeAgent;
let t: TestPanel;

beforeEach(async () => {
  dataDir = await preparedDataDir();
  site = await new FakeAgent().start();
});
afterEach(async () => {
  await t.stop();
  await site.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** The same panel started again, on the embedded database. */
async function start(secretKeys: Buffer[]): Promise<TestPanel> {
  t = await startTestPanel({ dataDir, databaseUrl: undefined, secretKeys });
  return t;
}

async function order(id: number, course: number): Promise<number> {
  const reply = await t.api('post', `/instances/${id}/backups`, { course_ids: [course] }).expect(202);
  return reply.body.items[0].id as number;
}

test('after a change of the key everything is sealed anew, and the old one can be left out', async () => {
  await start([oldKey]);
  const made = await t.api('post', '/instances', { url: site.url, api_key: site.key }).expect(201);
  const id = made.body.id as number;
  const backup = await order(id, 2);
  await site.callback(t.panel.url, id, site.job(11));
  // A second task waits; its callback comes under the new key. A third result is held for a reply that never came.
  await order(id, 3);
  const { prisma, vault } = t.panel.context;
  const held = { instanceId: id, type: 'backup_course', status: 202, digest: '', answer: {} };
  await prisma.callback.create({
    data: { ...held, deliveryId: 'held', moodleJobId: 99, sealedHeld: vault.seal('{"x":1}', 'held result') },
  });
  const previous = {
    sealedPreviousKey: vault.seal('the one before', 'instance key'),
    previousKeyUntil: t.now(),
  };
  await prisma.instance.update({ where: { id }, data: previous });
  const preset = { instanceId: id, source: 'operator', takenAt: t.now(), seenAt: t.now(), digest: '' };
  await prisma.preset.create({
    data: {
      ...preset,
      settingCount: 1,
      secretCount: 1,
      content: new Uint8Array(),
      sealedSecrets: vault.seal('[]', 'preset secrets'),
    },
  });
  await prisma.presetApplication.create({
    data: {
      instanceId: id,
      fromName: 'x',
      settingCount: 1,
      requestKey: 'k',
      sealedRequest: vault.seal('{}', 'preset application'),
      changed: [],
      skipped: [],
      createdAt: t.now(),
    },
  });
  const code = (await t.api('post', '/enrolment-codes', {}).expect(201)).body.code as string;
  await t.stop();

  await start([newKey, oldKey]);
  // At once, before anything is sealed again: the site is reached, and its callback known by its key.
  expect((await site.callback(t.panel.url, id, site.job(12))).status).toBe(200);
  await t.api('post', `/instances/${id}/sync`).expect(200);
  const enrolment = { code, agent_url: 'http://127.0.0.1:9', api_key: 'k'.repeat(40) };
  const enrolled = await t.anonymous.post('/api/v1/enrol').send(enrolment);
  expect(enrolled.status).toBe(201);
  expect(await resealSecrets(t.panel.context)).toEqual({ resealed: 6, unreadable: 0 });
  expect(await resealSecrets(t.panel.context)).toEqual({ resealed: 0, unreadable: 0 });
  await t.stop();

  await start([newKey]);
  expect((await t.api('get', `/backups/${backup}/password`).expect(200)).body.password).toMatch('CANARY');
  expect((await t.api('post', `/instances/${id}/sync`)).body.connection_state).toBe('connected');
  const again = await order(id, 2);
  expect((await site.callback(t.panel.url, id, site.job(13))).status).toBe(200);
  expect((await t.api('get', `/backups/${again}`)).body.status).toBe('succeeded');
  const rows = await t.panel.context.prisma.callback.findMany({ where: { sealedHeld: { not: null } } });
  expect(rows.map((row) => t.panel.context.vault.open(row.sealedHeld ?? '', 'held result'))).toEqual([
    '{"x":1}',
  ]);
});

test('what no given key opens is counted, said in the log and left as it is; more than one batch is done', async () => {
  await start([newKey]);
  const { prisma, vault } = t.panel.context;
  const rows = Array.from({ length: 450 }, (_, n) => ({
    name: `s${n}`,
    url: `http://s${n}.test`,
    sealedKey: `v1.00000000.${n}.x`,
    keyDigest: '',
  }));
  await prisma.instance.createMany({ data: rows });
  expect(await resealSecrets(t.panel.context)).toEqual({ resealed: 0, unreadable: 450 });
  expect(t.log.join('')).toMatch('PANEL_SECRET_KEY');
  expect(await prisma.instance.count({ where: { sealedKey: { startsWith: 'v1.00000000.' } } })).toBe(450);
  expect(vault.isCurrent(vault.seal('x', 'y'))).toBe(true);
});
