/** Tells an agent of ours where this panel is, so that its callbacks find it. */
import { AgentError } from '../agents/agent-error.js';
import type { AgentAddress } from '../agents/transport.js';
import type { PanelContext } from '../context.js';
import type { AgentFacts } from '../instances/connection.js';

/** Repeated at every sync: the panel's address or the agent's store may have changed. A refusal is logged only. */
export async function pairIfOurs(
  panel: PanelContext,
  id: number,
  site: AgentAddress,
  facts: AgentFacts,
): Promise<void> {
  if (!facts.features.includes('pairing')) return;
  try {
    await panel.agents.pair(site, panel.panelUrl(), id);
    // From now on a callback without a signature is not this agent's.
    if (facts.features.includes('callbacks.signed')) {
      await panel.prisma.instance.updateMany({ where: { id }, data: { signs: true } });
    }
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    panel.logger.warn({ instance: id, status: error.status, reason: error.message }, 'agent not paired');
  }
}
