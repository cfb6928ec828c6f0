/** Sites of fake agents whose presets arrive when a test says so. */
import type { Preset } from '../../contract/panel/presets.js';
import { FakeAgent } from './fake-agent.js';
import type { TestPanel } from './test-panel.js';

export interface FleetSite {
  site: FakeAgent;
  id: number;
}

export class PresetFleet {
  private readonly agents: FakeAgent[] = [];

  constructor(private readonly t: TestPanel) {}

  async add(name: string, kind: 'agent' | 'plugin' = 'agent', cluster_id?: number): Promise<FleetSite> {
    const site = await new FakeAgent(kind).start();
    this.agents.push(site);
    const body = { url: site.url, api_key: site.key, name, cluster_id };
    const reply = await this.t.api('post', '/instances', body).expect(201);
    return { site, id: reply.body.id as number };
  }

  /** Lets the preset that was asked for last arrive. @returns the newest version */
  async arrive({ site, id }: FleetSite): Promise<Preset> {
    const job = site.jobs.findLast(({ type }) => type === 'admin_presets_create');
    const timestamp = Math.floor(this.t.now().getTime() / 1000);
    const sent = await site.presetCallback(this.t.panel.url, id, { timestamp, ...(job && { job }) });
    if (sent.status !== 200) throw new Error(`The preset was answered ${sent.status}.`);
    const list = await this.t.api('get', `/instances/${id}/presets`).expect(200);
    return list.body.items[0] as Preset;
  }

  /** Asks for a preset, unless one is asked for already, and lets it arrive. */
  async take(one: FleetSite): Promise<Preset> {
    const where = { instanceId: one.id, status: 'pending' };
    const open = await this.t.panel.context.prisma.task.count({ where });
    if (open === 0) await this.t.api('post', `/instances/${one.id}/presets`, {}).expect(202);
    return this.arrive(one);
  }

  async stop(): Promise<void> {
    await Promise.all(this.agents.map((agent) => agent.stop()));
  }
}
