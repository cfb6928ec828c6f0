/** Facts of a site in words. */
import type { AgentKind } from '../../../contract/panel/instances.js';

export const agentKindWords: Record<AgentKind, string> = {
  unknown: 'Unknown agent',
  agent: 'MooPanel agent',
  plugin: 'PHP plugin',
};
