/** One site with plugins to update, and what tests of updates do with it. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { UpdateRequestDetail } from '../../contract/panel/updates.js';
import { FakeAgent } from './fake-agent.js';
import type { FakeJob } from './fake-job.js';
import { startTestPanel, type TestPanel } from './test-panel.js';

const MINUTE = 60_000;

/** What is ordered unless something else is said: everything that the site was offered. */
export const everything = { kind: 'plugins', components: 'all' };

/** Registers the hooks that start a panel for the file and a site for each test. @param first the site's kind */
export function updatesFixture(first: 'agent' | 'plugin' = 'agent') {
  let t: TestPanel;
  let site: FakeAgent;
  let id: number;

  beforeAll(async () => {
    t = await startTestPanel();
  });
  afterAll(() => t.stop());
  beforeEach(() => begin(first));
  afterEach(end);

  async function begin(kind: 'agent' | 'plugin') {
    site = new FakeAgent(kind);
    site.plugins = [
      { component: 'mod_aa', version: '1', offers: [{ version: '2', release: 'two' }] },
      { component: 'mod_bb', version: '1', offers: [{ version: '3' }] },
      { component: 'mod_quiz', version: '2024100700', standard: true },
    ];
    site.core.offers = [{ version: '2024100707', release: '4.5.7', type: 'core-minor' }];
    await site.start();
    const reply = await t.api('post', '/instances', { url: site.url, api_key: site.key }).expect(201);
    id = reply.body.id as number;
  }
  async function end() {
    await t.api('delete', `/instances/${id}`).expect(204);
    await site.stop();
  }
  const post = (what: object, more: object = {}) =>
    t.api('post', '/update-requests', { scope: { instance_ids: [id] }, what, ...more });
  const read = async (request: number) =>
    (await t.api('get', `/update-requests/${request}`).expect(200)).body as UpdateRequestDetail;

  return {
    get t() {
      return t;
    },
    get site() {
      return site;
    },
    get id() {
      return id;
    },
    /** Another kind of site in the place of the first. */
    async beginAnew(kind: 'agent' | 'plugin') {
      await end();
      await begin(kind);
    },
    post,
    read,
    async order(what: object = everything, more: object = {}): Promise<{ request: number; job: FakeJob }> {
      const { body } = await post(what, more).expect(202);
      expect(body.refused).toEqual([]);
      return { request: body.ordered[0].request_id as number, job: site.job(site.jobs.at(-1)?.id ?? 0) };
    },
    /** The site reports an end, a good one unless a body is given. */
    send: (job: FakeJob, body?: Record<string, unknown>) =>
      site.callback(t.panel.url, id, job, {
        body: body ?? site.resultOf(job),
        unsigned: site.kind === 'plugin',
        timestamp: Math.floor(t.now().getTime() / 1000),
      }),
    /** Some minutes later the worker looks once. */
    async look() {
      t.advance(5 * MINUTE);
      await t.follow();
    },
    notifications: (taskId: number) => t.panel.context.prisma.notification.findMany({ where: { taskId } }),
  };
}

/** Ids of a request's items, by component. */
export const ids = (request: UpdateRequestDetail) =>
  Object.fromEntries(request.items.map((item) => [item.component, item.id]));
