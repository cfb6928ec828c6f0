import type { PluginSite } from '../../../contract/panel/plugins.js';
import type { Plan } from '../updates/plan.js';

/** The plan to bring one plugin to what is offered, at those of the sites that can take it now. */
export function pluginPlan(component: string, name: string, sites: PluginSite[]): Plan {
  return {
    kind: 'plugins',
    sites: sites.flatMap(({ offer, open_request_id, ...site }) =>
      offer?.download && open_request_id === null
        ? [
            {
              id: site.instance_id,
              name: site.instance_name,
              agentKind: site.agent_kind,
              canDryRun: site.can_dry_run,
              lines: [{ component, name, from: site.version, to: offer.version, release: offer.release }],
            },
          ]
        : [],
    ),
  };
}
