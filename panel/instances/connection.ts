/** Looks whether an address and a key open an agent, and of which kind it is. */
import type { z } from 'zod';
import type { AgentKind, connectionTest } from '../../contract/panel/instances.js';
import type { DashboardReply } from '../../contract/agent/site.js';
import { AgentError } from '../agents/agent-error.js';
import type { AgentAddress } from '../agents/transport.js';
import type { PanelContext } from '../context.js';

export interface AgentFacts {
  kind: Exclude<AgentKind, 'unknown'>;
  version: string | null;
  features: string[];
  dashboard: DashboardReply;
}

/** @throws AgentError */
export async function probe(panel: PanelContext, site: AgentAddress): Promise<AgentFacts> {
  const capabilities = await panel.agents.capabilities(site);
  const dashboard = await panel.agents.dashboard(site);
  return {
    kind: capabilities ? 'agent' : 'plugin',
    version: capabilities?.version ?? null,
    features: capabilities?.features ?? [],
    dashboard,
  };
}

/** The answer of `/instances/test`; never throws for what the site does. */
export async function testConnection(
  panel: PanelContext,
  site: AgentAddress,
): Promise<z.input<typeof connectionTest>> {
  try {
    const { kind, version, dashboard } = await probe(panel, site);
    const same = await panel.prisma.instance.findFirst({ where: { siteUrl: dashboard.url } });
    return {
      ok: true,
      connection_state: 'connected',
      problem: null,
      hint: null,
      agent_kind: kind,
      agent_version: version,
      site_url: dashboard.url,
      site_fullname: dashboard.site_fullname,
      moodle_version: dashboard.moodle_version,
      already_registered_id: same?.id ?? null,
    };
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    return {
      ok: false,
      connection_state: error.connectionState,
      problem: error.message,
      hint: error.hint,
      agent_kind: 'unknown',
      agent_version: null,
      site_url: null,
      site_fullname: null,
      moodle_version: null,
      already_registered_id: null,
    };
  }
}
