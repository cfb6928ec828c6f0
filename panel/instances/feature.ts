/** What only some agents can do, and what to tell an operator of a site whose agent cannot. */
import type { agentFeatures } from '../../contract/agent/site.js';
import type { PanelContext } from '../context.js';
import { ProblemError } from '../http/problem-error.js';
import { readyInstance } from './ready.js';
import type { InstanceRow } from './view.js';

export type Feature = (typeof agentFeatures)[number];

/** Why a site cannot do something and what helps; null where it can. */
export function missingFeature(
  site: { name: string; agentKind: string; agentVersion: string | null; features: string[] },
  feature: Feature,
): { detail: string; hint: string } | null {
  if (site.features.includes(feature)) return null;
  if (site.agentKind === 'plugin') {
    return {
      detail: `${site.name} is connected by the PHP plugin, which does not offer this.`,
      hint: 'Install the agent beside the site and give its address to the instance, then sync it.',
    };
  }
  if (site.agentKind === 'unknown') {
    return {
      detail: `${site.name} has never been reached, so that what it can do is not known.`,
      hint: 'Mend the connection, then sync the site.',
    };
  }
  return {
    detail: `The agent of ${site.name} (version ${site.agentVersion ?? 'unknown'}) does not offer this.`,
    hint: 'Update the agent, then sync the site.',
  };
}

/**
 * A site whose agent can do what is wanted.
 * @throws ProblemError 404; 409 where it cannot; 502 when it cannot be reached
 */
export async function instanceWith(panel: PanelContext, id: number, feature: Feature): Promise<InstanceRow> {
  const instance = await readyInstance(panel, id);
  const missing = missingFeature(instance, feature);
  if (missing) throw new ProblemError(409, 'Not offered by this site', missing);
  return instance;
}
