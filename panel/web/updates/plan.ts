/** What somebody is about to order, site by site, so that it can be shown before it is done. */
import type { UpdateWhat } from '../../../contract/panel/updates.js';
import type { AgentKind } from '../../../contract/panel/instances.js';

export interface PlanLine {
  component: string;
  name: string;
  from: string | null;
  to: string;
  release: string | null;
}

export interface PlanSite {
  id: number;
  name: string;
  agentKind: AgentKind;
  canDryRun: boolean;
  lines: PlanLine[];
}

export interface Plan {
  kind: 'plugins' | 'core';
  sites: PlanSite[];
}

export interface PlanOrder {
  instanceIds: number[];
  what: UpdateWhat;
}

/** The orders that a plan comes to: sites that get the same are ordered together. */
export function ordersOf({ kind, sites }: Plan): PlanOrder[] {
  const groups = new Map<string, PlanOrder>();
  for (const { id, lines } of sites) {
    if (lines.length === 0) continue;
    const components = lines.map(({ component }) => component).sort();
    const what: UpdateWhat = kind === 'core' ? { kind, version: lines[0]?.to } : { kind, components };
    const key = JSON.stringify(what);
    const group = groups.get(key) ?? { instanceIds: [], what };
    group.instanceIds.push(id);
    groups.set(key, group);
  }
  return [...groups.values()];
}

export interface PlanSummary {
  sites: number;
  /** Different plugins, not counted per site. */
  plugins: number;
  /** Each with how many sites get it, and from which versions to which. */
  changes: { component: string; name: string; sites: number; from: string[]; to: string[] }[];
  /** Sites with the PHP plugin. */
  plain: PlanSite[];
}

export function summarise({ sites }: Plan): PlanSummary {
  const changes = new Map<string, PlanSummary['changes'][number]>();
  for (const site of sites) {
    for (const line of site.lines) {
      const change = changes.get(line.component) ?? {
        component: line.component,
        name: line.name,
        sites: 0,
        from: [],
        to: [],
      };
      change.sites += 1;
      const from = line.from ?? 'none';
      const to = line.release ?? line.to;
      if (!change.from.includes(from)) change.from.push(from);
      if (!change.to.includes(to)) change.to.push(to);
      changes.set(line.component, change);
    }
  }
  return {
    sites: sites.length,
    plugins: changes.size,
    changes: [...changes.values()].sort((a, b) => b.sites - a.sites),
    plain: sites.filter(({ agentKind }) => agentKind === 'plugin'),
  };
}
