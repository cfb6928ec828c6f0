/** Reads a site's plugins and Moodle version with their updates and logs. */
import type { CoreReply } from '../../contract/agent/core.js';
import type { PluginsReply } from '../../contract/agent/plugins.js';
import { AgentError } from '../agents/agent-error.js';
import type { AgentAddress } from '../agents/transport.js';
import type { PanelContext } from '../context.js';

export interface InventoryReading {
  plugins: PluginsReply | null;
  core: CoreReply | null;
}

/** What a site cannot give is null; the rest of the sync goes on, and what was known before stays. */
export async function readInventory(
  panel: PanelContext,
  instanceId: number,
  site: AgentAddress,
): Promise<InventoryReading> {
  const attempt = async <T>(what: string, reading: () => Promise<T>): Promise<T | null> => {
    try {
      return await reading();
    } catch (error) {
      if (!(error instanceof AgentError)) throw error;
      panel.logger.warn({ instance: instanceId, reason: error.message }, `${what} could not be read`);
      return null;
    }
  };
  // One after the other: a small site must not be met by a crowd.
  const plugins = await attempt('plugins', () => panel.agents.plugins(site));
  const core = await attempt('Moodle version', () => panel.agents.core(site));
  return { plugins, core };
}
