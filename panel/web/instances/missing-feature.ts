/** What a site's agent cannot do, in words. */
import type { agentFeatures } from '../../../contract/agent/site.js';
import type { Instance } from '../../../contract/panel/instances.js';

export type Feature = (typeof agentFeatures)[number];

/** Why a site lacks a feature, in a few words; null where it has it. */
export function missingFeature(site: Instance, feature: Feature): string | null {
  if (site.features.includes(feature)) return null;
  if (site.agent_kind === 'plugin') return 'has the PHP plugin';
  return site.synced_at === null ? 'not synced yet' : 'older agent';
}
