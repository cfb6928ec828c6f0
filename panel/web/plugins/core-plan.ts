import type { CoreSite, Offer } from '../../../contract/panel/plugins.js';
import type { Plan } from '../updates/plan.js';

/** The newest of a site's own branch, which brings no surprises; undefined where there is none or it cannot be taken now. */
export function minorOffer({ offers, open_request_id }: CoreSite): Offer | undefined {
  if (open_request_id !== null) return undefined;
  return offers.filter(({ type, download }) => type === 'core-minor' && download !== null).at(-1);
}

/** The plan to bring Moodle itself to the offered versions. */
export function corePlan(chosen: { core: CoreSite; offer: Offer }[]): Plan {
  return {
    kind: 'core',
    sites: chosen.map(({ core, offer }) => ({
      id: core.instance_id,
      name: core.instance_name,
      agentKind: core.agent_kind,
      canDryRun: core.can_dry_run,
      lines: [
        { component: 'core', name: 'Moodle', from: core.release, to: offer.version, release: offer.release },
      ],
    })),
  };
}
