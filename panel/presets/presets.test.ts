import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sealSetting } from '../../contract/agent/sealed-setting.js';
import type { Comparison, Preset } from '../../contract/panel/presets.js';
import type { Task } from '../../contract/panel/tasks.js';
import { packageRoot } from '../../runtime/package-root.js';
import { FakeAgent } from '../testing/fake-agent.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';

const goldenDir = process.env.GOLDEN_DIR ?? join(packageRoot(), '../../shared/golden');
const golden = await readFile(join(goldenDir, 'moodle45-preset.xml')).catch(() => null);
if (!golden) console.warn('SKIPPED the recorded preset: GOLDEN_DIR is not set.');

let t: TestPanel;
const agents: FakeAgent[] = [];
beforeAll(async () => {
  t = await startTestPanel();
});
afterAll(() => t.stop());
afterEach(() => Promise.all(agents.splice(0).map((agent) => agent.stop())));

async function addSite(kind: 'agent' | 'plugin' = 'agent'): Promise<{ site: FakeAgent; id: number }> {
  const site = await new FakeAgent(kind).start();
  agents.push(site);
  const reply = await t.api('post', '/instances', { url: site.url, api_key: site.key }).expect(201);
  return { site, id: reply.body.id as number };
}
const request = async (id: number, body: object = {}) =>
  (await t.api('post', `/instances/${id}/presets`, body).expect(202)).body as Task;
const versions = async (id: number) =>
  (await t.api('get', `/instances/${id}/presets`).expect(200)).body.items as Preset[];
const stateOf = async (task: Task) => ((await t.api('get', `/tasks/${task.id}`)).body as Task).status;

/** Asks for a preset and lets it arrive. */
async function take(site: FakeAgent, id: number, xml?: string | Buffer, body: object = {}): Promise<Preset> {
  await request(id, body);
  const job = site.jobs.at(-1);
  const sent = await site.presetCallback(t.panel.url, id, { ...(job && { job }), ...(xml && { xml }) });
  expect(sent.status).toBe(200);
  const newest = (await versions(id))[0];
  if (!newest) throw new Error('nothing was kept');
  return newest;
}

describe('a preset', () => {
  let site: FakeAgent;
  let id: number;
  beforeEach(async () => ({ site, id } = await addSite()));

  test('is asked for, arrives signed, and ends its task; sent again it has no effect', async () => {
    const task = await request(id);
    expect(task).toMatchObject({ type: 'admin_presets_create', status: 'pending' });
    await t.api('post', `/instances/${id}/presets`, {}).expect(409);
    const delivery = { job: site.job(task.moodle_job_id ?? 0), deliveryId: randomUUID() };
    const first = await site.presetCallback(t.panel.url, id, delivery);
    expect(first.status).toBe(200);
    expect(await site.presetCallback(t.panel.url, id, delivery)).toEqual(first);
    expect(await stateOf(task)).toBe('succeeded');
    expect(await versions(id)).toEqual([
      expect.objectContaining({
        setting_count: 5,
        moodle_release: '4.5.6',
        source: 'operator',
        change_count: null,
      }),
    ]);
  });

  test('that says the same moves the time it was seen; one that does not is a version', async () => {
    const first = await take(site, id);
    t.advance(60_000);
    const again = await take(site, id);
    expect(again.id).toBe(first.id);
    expect(again.seen_at > first.seen_at).toBe(true);
    site.settings.set({ 'none/timezone': 'Europe/Paris' });
    const other = await take(site, id);
    expect(other).toMatchObject({ change_count: 1 });
    expect(await versions(id)).toHaveLength(2);
  });

  test('before the reply to its request is kept until the reply names its job', async () => {
    let early = 0;
    site.instead.set('GET /admin_presets', async (req, res) => {
      const reply = site.reply('GET /admin_presets', req);
      early = (await site.presetCallback(t.panel.url, id, { job: site.jobs.at(-1)! })).status;
      res.json(reply);
    });
    const task = await request(id);
    expect(early).toBe(202);
    expect(await stateOf(task)).toBe('succeeded');
    expect(await versions(id)).toHaveLength(1);
  });

  test('whose callback is lost is fetched when the poll says that it is made', async () => {
    const task = await request(id);
    site.instead.set(
      'GET /admin_presets/file',
      (_req, res) => void res.type('xml').send(site.settings.toXml()),
    );
    Object.assign(site.job(task.moodle_job_id ?? 0), { status: 1, state: 'succeeded' });
    t.advance(5000);
    await t.follow();
    expect(await stateOf(task)).toBe('succeeded');
    expect(await versions(id)).toHaveLength(1);
  });

  test('that failed at the site says so by the poll', async () => {
    const task = await request(id);
    Object.assign(site.job(task.moodle_job_id ?? 0), { status: 3, state: 'failed', error: 'No room.' });
    t.advance(5000);
    await t.follow();
    expect((await t.api('get', `/tasks/${task.id}`)).body).toMatchObject({
      status: 'failed',
      error: 'No room.',
    });
  });

  test('of another site, with a wrong key or a wrong signature is refused (threats 10, 11)', async () => {
    const other = await addSite();
    await request(id);
    expect((await other.site.presetCallback(t.panel.url, id)).status).toBe(404);
    expect((await other.site.presetCallback(t.panel.url, other.id)).status).toBe(404);
    expect(
      (await site.presetCallback(t.panel.url, id, { key: 'nobody’s-key'.replace('’', '') })).status,
    ).toBe(401);
    expect(await versions(id)).toEqual([]);
  });

  test.each([
    ['a DOCTYPE', '<!DOCTYPE PRESET [<!ENTITY a "b">]><PRESET/>', 422],
    [
      'an entity bomb',
      `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "${'a'.repeat(999)}">]><PRESET>&a;</PRESET>`,
      422,
    ],
    ['an external entity', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><PRESET/>', 422],
    ['a comment', '<PRESET><!-- x --></PRESET>', 422],
    ['deep nesting', '<PRESET>'.repeat(100_000), 413],
    [
      'too many settings',
      `<PRESET><ADMIN_SETTINGS>${'<A></A>'.repeat(70_000)}</ADMIN_SETTINGS></PRESET>`,
      413,
    ],
    ['an endless value', `<PRESET><ADMIN_SETTINGS>${'x'.repeat(2_000_000)}</ADMIN_SETTINGS></PRESET>`, 413],
    ['too many bytes', 'x'.repeat(9 * 1024 * 1024), 413],
    ['another root', '<BACKUP><ADMIN_SETTINGS></ADMIN_SETTINGS></BACKUP>', 422],
    ['an unclosed tag', '<PRESET><ADMIN_SETTINGS>', 422],
    [
      'a poisoned name',
      '<PRESET><ADMIN_SETTINGS><__proto__><SETTINGS><A>1</A></SETTINGS></__proto__></ADMIN_SETTINGS></PRESET>',
      422,
    ],
    ['JSON', '{"status":true}', 422],
    ['broken UTF-8', Buffer.from([0x3c, 0xff, 0xfe, 0x3e]), 422],
  ])('with %s is refused, memory flat, and the task stays open (threat 7)', async (_name, xml, status) => {
    const task = await request(id);
    const before = process.memoryUsage().rss;
    expect((await site.presetCallback(t.panel.url, id, { xml })).status).toBe(status);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    expect(await stateOf(task)).toBe('pending');
    expect(await versions(id)).toEqual([]);
    expect(({} as { settings?: unknown }).settings).toBeUndefined();
  });

  test('packed small and large inside is not unpacked beyond the cap', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 32));
    const before = process.memoryUsage().rss;
    await t.anonymous
      .post(`/api/instances/${id}/admin_preset`)
      .set({ 'x-api-key': site.key, 'content-encoding': 'gzip', 'content-type': 'application/xml' })
      .serialize((body: unknown) => body as string)
      .send(bomb)
      .expect(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });
});

test('of the PHP plugin is matched without a job id, unsigned, whatever its content type says', async () => {
  const { site, id } = await addSite('plugin');
  const task = await request(id);
  expect(task.moodle_job_id).toBeNull();
  const xml = golden ?? Buffer.from(site.settings.toXml());
  expect((await site.presetCallback(t.panel.url, id, { xml })).status).toBe(200);
  expect(await stateOf(task)).toBe('succeeded');
  expect((await site.presetCallback(t.panel.url, id, { xml })).body).toMatchObject({
    message: 'Known already.',
  });
  expect(await versions(id)).toHaveLength(1);
  await t.api('post', `/instances/${id}/presets`, { sensitive: true }).expect(501);
});

(golden ? test : test.skip)(
  'recorded from a real Moodle: every setting is there, its passwords are not to be seen',
  async () => {
    const { site, id } = await addSite();
    const other = await addSite();
    const kept = await take(site, id, golden ?? '');
    expect(kept).toMatchObject({ moodle_release: '4.5.6 (Build: 20250811)', author: 'Moopanel App' });
    expect(kept.setting_count).toBeGreaterThan(1900);
    expect(kept.secret_count).toBeGreaterThanOrEqual(3);
    await take(other.site, other.id);
    const path = `/presets/compare?left=preset:${kept.id}&right=instance:${other.id}&hidden=true&limit=1000`;
    const texts: string[] = [];
    for (let next: string | null = '0'; next !== null;) {
      const page: { body: unknown } = await t.api('get', `${path}&cursor=${next}`).expect(200);
      texts.push(JSON.stringify(page.body));
      next = (page.body as Comparison).next;
    }
    const row = await t.panel.context.prisma.preset.findUniqueOrThrow({ where: { id: kept.id } });
    texts.push(row.sealedSecrets ?? '', t.log.join(''));
    for (const secret of [
      'testkey123',
      'badges1795229587',
      'gMjTTjjBytCRK1fgeAT1YtByrnktucN8uJA6Z6SRG2Wg00kI1XX2lq8qgcJo',
    ]) {
      expect(texts.join('').includes(secret)).toBe(false);
    }
  },
);

describe('secrets', () => {
  const CANARY = 'CANARY-smtp-password';

  test('sealed by the agent are opened, kept sealed, compared, and never shown (threat 20)', async () => {
    const a = await addSite();
    const b = await addSite();
    for (const { site, value } of [
      { site: a.site, value: CANARY },
      { site: b.site, value: `${CANARY}-other` },
    ]) {
      site.settings.set({ 'none/smtppass': sealSetting(site.key, 'none', 'smtppass', value) });
    }
    const left = await take(a.site, a.id, undefined, { sensitive: true });
    await take(b.site, b.id, undefined, { sensitive: true });
    expect(a.site.requests.find(({ path }) => path === '/admin_presets')).toBeDefined();
    expect(left.secret_count).toBe(1);
    const path = `/presets/compare?left=instance:${a.id}&right=instance:${b.id}`;
    expect((await t.api('get', path).expect(200)).body.items).toEqual([]);
    const all = await t.api('get', `${path}&hidden=true&search=smtp`).expect(200);
    expect(all.body.items).toEqual([
      expect.objectContaining({
        name: 'smtppass',
        class: 'differs',
        secret: true,
        hidden: 'secret',
        left: null,
        right: null,
      }),
    ]);
    // What is searched for must not tell whether a secret holds it.
    expect((await t.api('get', `${path}&hidden=true&search=RY-smtp-pass`)).body.items).toEqual([]);
    const { prisma } = t.panel.context;
    const rows = [
      await prisma.preset.findMany(),
      await prisma.task.findMany(),
      await prisma.callback.findMany(),
      await prisma.auditEntry.findMany(),
      await prisma.presetApplication.findMany(),
    ];
    const text = JSON.stringify(rows, (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect((text + t.log.join('')).includes('CANARY')).toBe(false);
  });

  test('sealed with the key before the last change are opened too; with a stranger’s they are left out', async () => {
    const { site, id } = await addSite();
    const old = site.key;
    site.key = `new-${randomUUID()}`;
    await t.api('patch', `/instances/${id}`, { api_key: site.key }).expect(200);
    site.settings.set({
      'none/smtppass': sealSetting(old, 'none', 'smtppass', CANARY),
      'none/proxypassword': sealSetting('a-stranger’s-key', 'none', 'proxypassword', CANARY),
    });
    const kept = await take(site, id);
    expect(kept.secret_count).toBe(1);
  });

  test('are asked for and taken over by admins alone', async () => {
    const { site, id } = await addSite();
    const made = await t.api('post', '/tokens', { name: 'op', role: 'operator' }).expect(201);
    const as = (path: string, body: object) =>
      t.anonymous
        .post(`/api/v1${path}`)
        .set('authorization', `Bearer ${String(made.body.token)}`)
        .send(body);
    await as(`/instances/${id}/presets`, { sensitive: true }).expect(403);
    const kept = await take(site, id);
    const settings = [{ plugin: 'none', name: 'timezone' }];
    await as(`/instances/${id}/presets/apply`, { preset_id: kept.id, settings, secrets: true }).expect(403);
    await as(`/instances/${id}/presets`, {}).expect(202);
  });
});
