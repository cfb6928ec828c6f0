/** Divides the sites of a rollout into waves. */
import type { RolloutCreate } from '../../contract/panel/rollouts.js';

export interface PlannedSite {
  id: number;
  name: string;
  clusterId: number | null;
}

export interface PlannedWave<S extends PlannedSite> {
  name: string;
  sites: S[];
}

/**
 * Canaries first, then the rest by percentages or by clusters. Within a wave sites go by their names. A wave that would
 * have no site is left out; every site is in exactly one.
 * @param clusterNames of the clusters that `waves` names
 */
export function planWaves<S extends PlannedSite>(
  sites: S[],
  waves: RolloutCreate['waves'],
  clusterNames: ReadonlyMap<number, string>,
): PlannedWave<S>[] {
  const sorted = [...sites].sort((a, b) => a.name.localeCompare(b.name) || a.id - b.id);
  const canaryIds = new Set(waves.canary_ids);
  const rest = sorted.filter((site) => !canaryIds.has(site.id));
  const planned = [
    { name: 'Canaries', sites: sorted.filter((site) => canaryIds.has(site.id)) },
    ...(waves.rest.by === 'percent'
      ? byPercent(rest, waves.rest.steps)
      : byClusters(rest, waves.rest.cluster_ids, clusterNames)),
  ];
  const kept = planned.filter((wave) => wave.sites.length > 0);
  if (kept.length === 1 && waves.rest.by === 'percent')
    return kept.map((wave) => ({ ...wave, name: 'All sites' }));
  // The last takes what no other names.
  return kept.map((wave) => ({
    ...wave,
    name: wave.name || (kept.length === 1 ? 'All sites' : 'All others'),
  }));
}

/** Each step reaches up to its share of the sites, rounded up; the last always takes all. */
function byPercent<S extends PlannedSite>(sites: S[], steps: number[]): PlannedWave<S>[] {
  let done = 0;
  const upTo = steps.at(-1) === 100 ? steps : [...steps, 100];
  return upTo.map((percent) => {
    const end = Math.ceil((sites.length * percent) / 100);
    const wave = {
      name: percent === 100 ? '' : `Up to ${percent} %`,
      sites: sites.slice(done, end),
    };
    done = Math.max(done, end);
    return wave;
  });
}

function byClusters<S extends PlannedSite>(
  sites: S[],
  clusterIds: number[],
  names: ReadonlyMap<number, string>,
): PlannedWave<S>[] {
  const named = new Set(clusterIds);
  return [
    ...[...named].map((id) => ({
      name: names.get(id) ?? `Cluster ${id}`,
      sites: sites.filter((site) => site.clusterId === id),
    })),
    {
      name: '',
      sites: sites.filter((site) => site.clusterId === null || !named.has(site.clusterId)),
    },
  ];
}
