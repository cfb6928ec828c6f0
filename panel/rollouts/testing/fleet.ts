/** Sites to roll out to, and what a test does with a rollout. */
import type { z } from 'zod';
import { agentFeatures } from '../../../contract/agent/site.js';
import type { rolloutCreate, RolloutDetail, RolloutSite } from '../../../contract/panel/rollouts.js';
import { sealKey } from '../../instances/service.js';
import { FakeAgent } from '../../testing/fake-agent.js';
import type { TestPanel } from '../../testing/test-panel.js';
import { RolloutRunner } from '../runner.js';
import { ChangeSite } from './change-site.js';

/** The version that rollouts bring unless a test says otherwise. */
export const NEW = '2024100700';
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

type Changes = Partial<z.input<typeof rolloutCreate>>;

export class Fleet {
  readonly runner: RolloutRunner;
  sites: ChangeSite[] = [];
  ids: number[] = [];

  constructor(private readonly t: TestPanel) {
    this.runner = new RolloutRunner(t.panel.context);
  }

  /** Forgets the sites and every rollout. */
  async stop(): Promise<void> {
    await this.runner.stop();
    await Promise.all(this.sites.map((site) => site.agent.stop()));
    const { prisma } = this.t.panel.context;
    await prisma.rollout.deleteMany();
    await prisma.instance.deleteMany();
    await prisma.notification.deleteMany();
  }

  /** Sites by the names given, as a sync has left them; `a` comes before `b`. */
  async add(names: string[], kind: 'agent' | 'plugin' = 'agent'): Promise<void> {
    const panel = this.t.panel.context;
    for (const name of names) {
      const agent = await new FakeAgent(kind).start();
      this.sites.push(new ChangeSite(agent));
      const made = await panel.prisma.instance.create({
        data: {
          name,
          url: agent.url,
          ...sealKey(panel, agent.key),
          connectionState: 'connected',
          agentKind: kind,
          features: kind === 'agent' ? [...agentFeatures] : [],
        },
      });
      this.ids.push(made.id);
    }
  }

  site(n: number): ChangeSite {
    const found = this.sites[n];
    if (!found) throw new Error(`no site ${n}`);
    return found;
  }

  /** How many real changes each site was ordered. */
  orders(): number[] {
    return this.sites.map((one) => one.real.length);
  }

  async create(changes: Changes = {}): Promise<number> {
    const body = {
      name: 'Thing everywhere',
      what: {
        kind: 'plugins',
        items: [{ component: 'local_thing', version: NEW, download: 'http://mirror.test/thing.zip' }],
      },
      scope: { instance_ids: this.ids },
      pause_minutes: 0,
      dry_run: false,
      ...changes,
    };
    const made = await this.t.api('post', '/rollouts', body).expect(201);
    return made.body.id as number;
  }

  async begin(changes: Changes = {}): Promise<number> {
    const id = await this.create(changes);
    await this.act(id, 'start');
    return id;
  }

  act(id: number, name: string, body: object = {}) {
    return this.t.api('post', `/rollouts/${id}/${name}`, body).expect(200);
  }

  async get(id: number): Promise<RolloutDetail> {
    return (await this.t.api('get', `/rollouts/${id}`).expect(200)).body as RolloutDetail;
  }

  async rows(id: number): Promise<RolloutSite[]> {
    return (await this.t.api('get', `/rollouts/${id}/sites`).expect(200)).body.items as RolloutSite[];
  }

  async states(id: number): Promise<string[]> {
    return (await this.rows(id)).map(({ state }) => state);
  }

  /** Time goes by: orders are followed and rollouts moved on. */
  async turns(count = 1): Promise<void> {
    for (let i = 0; i < count; i++) {
      await this.runner.pass();
      this.t.advance(20 * SECOND);
      await this.t.follow();
      await this.runner.pass();
    }
  }
}
