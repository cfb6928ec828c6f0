/** Sites to move content between, and what a test does with a migration. */
import type { z } from 'zod';
import { agentFeatures } from '../../../contract/agent/site.js';
import type { migrationCreate, MigrationDetail } from '../../../contract/panel/migrations.js';
import { sealKey } from '../../instances/service.js';
import { FakeAgent } from '../../testing/fake-agent.js';
import type { FakeMigration } from '../../testing/fake-migration.js';
import type { TestPanel } from '../../testing/test-panel.js';
import { MigrationRunner } from '../runner.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
/** Bytes in which these tests send files. */
export const PIECE = 64 * 1024;

export class Movers {
  runner: MigrationRunner;
  agents: FakeAgent[] = [];
  ids: number[] = [];

  constructor(private readonly t: TestPanel) {
    this.runner = new MigrationRunner(t.panel.context, PIECE);
  }

  /** Forgets the sites and every migration. */
  async stop(): Promise<void> {
    await this.runner.stop();
    await Promise.all(this.agents.map((agent) => agent.stop()));
    const { prisma } = this.t.panel.context;
    await prisma.migration.deleteMany();
    await prisma.instance.deleteMany();
    await prisma.notification.deleteMany();
  }

  /** The first is the source. */
  async add(names: string[], kind: 'agent' | 'plugin' = 'agent', features = [...agentFeatures] as string[]) {
    const panel = this.t.panel.context;
    for (const name of names) {
      const agent = await new FakeAgent(kind).start();
      const made = await panel.prisma.instance.create({
        data: {
          name,
          url: agent.url,
          ...sealKey(panel, agent.key),
          connectionState: 'connected',
          agentKind: kind,
          features: kind === 'agent' ? features : [],
        },
      });
      this.agents.push(agent);
      this.ids.push(made.id);
    }
  }

  agent(n: number): FakeAgent {
    const found = this.agents[n];
    if (!found) throw new Error(`no site ${n}`);
    return found;
  }

  site(n: number): FakeMigration {
    return this.agent(n).migration;
  }

  body(changes: Partial<z.input<typeof migrationCreate>> = {}) {
    const [source_id, ...target_ids] = this.ids;
    return { what: 'courses', source_id, target_ids, ...changes };
  }

  async begin(changes: Partial<z.input<typeof migrationCreate>> = {}): Promise<number> {
    const made = await this.t.api('post', '/migrations', this.body(changes)).expect(201);
    return made.body.id as number;
  }

  async act(id: number, name: string, body: object = {}): Promise<MigrationDetail> {
    const reply = await this.t.api('post', `/migrations/${id}/${name}`, body);
    if (reply.status >= 300) throw new Error(`${reply.status} ${reply.text}`);
    return reply.body as MigrationDetail;
  }

  async get(id: number): Promise<MigrationDetail> {
    return (await this.t.api('get', `/migrations/${id}`).expect(200)).body as MigrationDetail;
  }

  async states(id: number): Promise<string[]> {
    return (await this.get(id)).targets.map(({ state }) => state);
  }

  /** Time goes by, and what is due is done. */
  async turns(count = 1, each = 20 * SECOND): Promise<void> {
    for (let i = 0; i < count; i++) {
      await this.runner.pass();
      this.t.advance(each);
    }
  }

  /** Turns until it has come so far. */
  async until(id: number, reached: (now: MigrationDetail) => boolean): Promise<MigrationDetail> {
    for (let i = 0; i < 60; i++) {
      const now = await this.get(id);
      if (reached(now)) return now;
      await this.turns();
    }
    throw new Error(`it stays ${JSON.stringify(await this.get(id))}`);
  }

  ended(id: number): Promise<MigrationDetail> {
    return this.until(id, ({ state }) => ['done', 'failed', 'cancelled'].includes(state));
  }

  /** As if this process had been killed and its leases had run out: another one goes on. */
  restart(): void {
    this.runner = new MigrationRunner(this.t.panel.context, PIECE);
    this.t.advance(10 * MINUTE);
  }

  /** Requests of a kind that a site got. */
  count(n: number, route: string): number {
    return this.agent(n).requests.filter(({ method, path }) => `${method} ${path}` === route).length;
  }
}
