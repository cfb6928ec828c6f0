/** Which updates are chosen, by component and site. */
import { useState } from 'react';
import type { AvailableSite, AvailableUpdate } from '../../../contract/panel/plugins.js';
import type { Plan, PlanSite } from './plan.js';

/** A site that is being changed now takes no order; one without a download cannot carry it out. */
export const canTake = (site: AvailableSite): boolean =>
  site.open_request_id === null && site.offer.download !== null;

const key = (component: string, instanceId: number) => `${component} ${instanceId}`;

export function useChosenUpdates() {
  // What was chosen is kept whole, so that it stays while one turns pages.
  const [chosen, setChosen] = useState<ReadonlyMap<string, { update: AvailableUpdate; site: AvailableSite }>>(
    new Map(),
  );
  const set = (update: AvailableUpdate, sites: AvailableSite[], on: boolean) =>
    setChosen((before) => {
      const after = new Map(before);
      for (const site of sites) {
        if (on && canTake(site)) after.set(key(update.component, site.instance_id), { update, site });
        else after.delete(key(update.component, site.instance_id));
      }
      return after;
    });
  return {
    has: (component: string, instanceId: number) => chosen.has(key(component, instanceId)),
    set,
    clear: () => setChosen(new Map()),
    plan: planOf([...chosen.values()]),
  };
}
export type ChosenUpdates = ReturnType<typeof useChosenUpdates>;

function planOf(chosen: { update: AvailableUpdate; site: AvailableSite }[]): Plan {
  const sites = new Map<number, PlanSite>();
  for (const { update, site } of chosen) {
    const planned = sites.get(site.instance_id) ?? {
      id: site.instance_id,
      name: site.instance_name,
      agentKind: site.agent_kind,
      canDryRun: site.can_dry_run,
      lines: [],
    };
    planned.lines.push({
      component: update.component,
      name: update.display_name,
      from: site.version,
      to: site.offer.version,
      release: site.offer.release,
    });
    sites.set(site.instance_id, planned);
  }
  return { kind: 'plugins', sites: [...sites.values()] };
}
