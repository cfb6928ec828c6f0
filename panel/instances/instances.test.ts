import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { FakeAgent } from '../testing/fake-agent.js';
import { startTestPanel, type TestPanel } from '../testing/test-panel.js';

let t: TestPanel;
let site: FakeAgent;
beforeAll(async () => {
  t = await startTestPanel();
});
afterAll(() => t.stop());
beforeEach(async () => {
  site = await new FakeAgent().start();
});
afterEach(() => site.stop());

const register = (key = site.key) => t.api('post', '/instances', { url: `${site.url}/`, api_key: key });

describe('instances', () => {
  test('registering reads the site, names it and tells the agent where the panel is', async () => {
    const made = (await register().expect(201)).body;
    expect(made).toMatchObject({
      url: site.url,
      name: 'Fake University',
      connection_state: 'connected',
      agent_kind: 'agent',
      course_count: 2,
      category_count: 2,
      user_count: 40,
      online_count: 3,
    });
    const pairing = site.requests.find((r) => r.path === '/panel');
    expect(pairing?.body).toEqual({ data: { panel_url: t.panel.url, instance_id: made.id } });
    expect(JSON.stringify(made)).not.toContain(site.key);
    expect((await register().expect(409)).body.hint).toBeTruthy();
  });

  test('a site that cannot be reached is saved with what is wrong', async () => {
    const made = (await register('a-wrong-key').expect(201)).body;
    expect(made).toMatchObject({ connection_state: 'unauthorized', agent_kind: 'unknown', synced_at: null });
    expect(made.connection_error).toMatch('key');
    const fixed = await t.api('patch', `/instances/${made.id}`, { api_key: site.key }).expect(200);
    expect(fixed.body.connection_state).toBe('connected');
  });

  test('the connection test saves nothing and says what to do', async () => {
    const attempt = (api_key: string) =>
      t.api('post', '/instances/test', { url: site.url, api_key }).expect(200);
    expect((await attempt('wrong-key')).body).toMatchObject({ ok: false, connection_state: 'unauthorized' });
    expect((await attempt(site.key)).body).toMatchObject({ ok: true, site_fullname: 'Fake University' });
    expect((await t.api('get', `/instances?search=${encodeURIComponent(site.url)}`)).body.total).toBe(0);
  });

  test('a sync follows the site: new names, courses that are gone', async () => {
    const { id } = (await register().expect(201)).body;
    const courses = async () => (await t.api('get', `/instances/${id}/courses`).expect(200)).body;
    expect((await courses()).items[1]).toMatchObject({
      id: 3,
      name: 'Botany',
      category_name: 'Life',
      category_path: 'Science / Life',
      backup_count: 0,
    });
    site.courses = [{ id: 2, category: 1, name: 'Algebra II', shortname: 'ALG', visible: false }];
    t.advance(1000);
    await t.api('post', `/instances/${id}/sync`).expect(200);
    const now = await courses();
    expect(now).toMatchObject({ total: 1, next: null });
    expect(now.items[0]).toMatchObject({ name: 'Algebra II', visible: false });
    const categories = await t.api('get', `/instances/${id}/categories`).expect(200);
    expect(categories.body.items.map((c: { course_count: number }) => c.course_count)).toEqual([1, 0]);
  });

  test('names with script in them come back as they are, as JSON (threat 18)', async () => {
    site.courses = [
      { id: 2, category: 1, name: '<script>alert(1)</script>', shortname: '"><img>', visible: true },
    ];
    const { id } = (await register().expect(201)).body;
    const reply = await t.api('get', `/instances/${id}/courses`).expect(200);
    expect(reply.body.items[0].name).toBe('<script>alert(1)</script>');
    expect(reply.headers['content-type']).toMatch('application/json');
    expect(reply.headers['x-content-type-options']).toBe('nosniff');
  });

  test('ten thousand courses fit into one sync', async () => {
    site.courses = Array.from({ length: 10_000 }, (_, i) => ({
      id: i + 2,
      category: 1,
      name: `Course ${i}`,
      shortname: `C${i}`,
      visible: true,
    }));
    const { id } = (await register().expect(201)).body;
    expect((await t.api('get', `/instances/${id}/courses?limit=1`)).body.total).toBe(10_000);
  });

  test('deleting one takes its work with it and nothing of others', async () => {
    const { id } = (await register().expect(201)).body;
    await t.api('post', `/instances/${id}/backups`, { course_ids: [2] }).expect(202);
    await t.api('delete', `/instances/${id}`).expect(204);
    await t.api('get', `/instances/${id}`).expect(404);
    expect(await t.panel.context.prisma.task.count({ where: { instanceId: id } })).toBe(0);
  });
});

describe('enrolment', () => {
  const newCode = async () =>
    (await t.api('post', '/enrolment-codes', { name: 'New site' }).expect(201)).body as {
      code: string;
      command: string;
    };
  const enrol = (code: string) =>
    t.anonymous.post('/api/v1/enrol').send({ code, agent_url: site.url, api_key: site.key.padEnd(40, 'x') });

  test('a code registers one site, once', async () => {
    site.key = site.key.padEnd(40, 'x');
    const { code, command } = await newCode();
    expect(command).toContain(code);
    const reply = await enrol(code.toLowerCase()).expect(201);
    expect(reply.body).toMatchObject({ reachable: true, problem: null, panel_url: t.panel.url });
    expect((await t.api('get', `/instances/${reply.body.instance_id}`)).body.name).toBe('New site');
    await enrol(code).expect(401);
    expect(await t.panel.context.prisma.enrolmentCode.count({ where: { hash: code } })).toBe(0);
  });

  test('sent twice at once it is used once', async () => {
    site.key = site.key.padEnd(40, 'x');
    const { code } = await newCode();
    const statuses = (await Promise.all([enrol(code), enrol(code)])).map((reply) => reply.status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  });

  test('is too late after 15 minutes, and guessing ends at 429', async () => {
    const { code } = await newCode();
    t.advance(16 * 60_000);
    await enrol(code).expect(401);
    let last = 0;
    for (let i = 0; i < 12; i++) last = (await enrol(`WRONG-${i}-CODE`)).status;
    expect(last).toBe(429);
  });
});
