/** What the wizard asks, and the request that it makes of it. */
import type { z } from 'zod';
import type { rolloutCreate } from '../../../../contract/panel/rollouts.js';

export type RolloutBody = z.input<typeof rolloutCreate>;

export interface RolloutValues {
  name: string;
  kind: 'zips' | 'plugins' | 'core';
  libraryIds: string[];
  /** Empty: all that are offered. */
  components: string[];
  /** Empty: the newest of each site's branch. */
  coreVersion: string;
  allSites: boolean;
  siteIds: string[];
  clusterIds: string[];
  tags: string[];
  canaryIds: string[];
  by: 'percent' | 'clusters';
  /** Such as `10, 50`. */
  steps: string;
  clusterOrder: string[];
  pause: 'minutes' | 'confirm';
  pauseMinutes: number;
  hasWindow: boolean;
  /** 0 is Sunday. */
  days: string[];
  from: string;
  to: string;
  maxFailures: number;
  concurrency: number;
  deadline: number;
  dryRun: boolean;
  overwriteVcs: boolean;
  ignoreHealth: boolean;
}

export const emptyRollout: RolloutValues = {
  name: '',
  kind: 'zips',
  libraryIds: [],
  components: [],
  coreVersion: '',
  allSites: false,
  siteIds: [],
  clusterIds: [],
  tags: [],
  canaryIds: [],
  by: 'percent',
  steps: '10, 50',
  clusterOrder: [],
  pause: 'minutes',
  pauseMinutes: 60,
  hasWindow: false,
  days: ['1', '2', '3', '4', '5'],
  from: '22:00',
  to: '05:00',
  maxFailures: 0,
  concurrency: 10,
  deadline: 60,
  dryRun: true,
  overwriteVcs: false,
  ignoreHealth: false,
};

/** The percentages that were typed; null where it is no ascending list of them. */
export function readSteps(text: string): number[] | null {
  const words = text.split(/[\s,;%]+/).filter(Boolean);
  const steps = words.map(Number);
  const good = steps.every(
    (step, i) => Number.isInteger(step) && step >= 1 && step <= 100 && step > (steps[i - 1] ?? 0),
  );
  return good ? steps : null;
}

export function toBody(values: RolloutValues): RolloutBody {
  return {
    name: values.name.trim() || 'Rollout',
    what: whatOf(values),
    scope: values.allSites
      ? { all_sites: true }
      : {
          instance_ids: values.siteIds.map(Number),
          cluster_ids: values.clusterIds.map(Number),
          tags: values.tags,
        },
    waves: {
      canary_ids: values.canaryIds.map(Number),
      rest:
        values.by === 'percent'
          ? { by: 'percent', steps: readSteps(values.steps) ?? [] }
          : { by: 'clusters', cluster_ids: values.clusterOrder.map(Number) },
    },
    pause_minutes: values.pause === 'confirm' ? null : values.pauseMinutes,
    max_failures: values.maxFailures,
    concurrency: values.concurrency,
    site_deadline_minutes: values.deadline,
    dry_run: values.dryRun,
    window: values.hasWindow ? { days: values.days.map(Number), from: values.from, to: values.to } : null,
    options: { overwrite_vcs: values.overwriteVcs, ignore_health: values.ignoreHealth },
  };
}

function whatOf(values: RolloutValues): RolloutBody['what'] {
  switch (values.kind) {
    case 'zips':
      return { kind: 'zips', items: values.libraryIds.map((id) => ({ library_item_id: Number(id) })) };
    case 'plugins':
      return { kind: 'plugins', components: values.components.length > 0 ? values.components : 'all' };
    case 'core':
      return { kind: 'core', ...(values.coreVersion ? { version: values.coreVersion } : {}) };
  }
}

/** Why a step cannot be left yet, by field; empty where it can. */
export function faultsOf(step: number, values: RolloutValues): Partial<Record<keyof RolloutValues, string>> {
  switch (step) {
    case 0:
      return values.kind === 'zips' && values.libraryIds.length === 0
        ? { libraryIds: 'Choose at least one zip' }
        : {};
    case 1: {
      const { allSites, siteIds, clusterIds, tags } = values;
      const none = !allSites && siteIds.length + clusterIds.length + tags.length === 0;
      return none ? { siteIds: 'Choose sites, clusters or tags' } : {};
    }
    case 2:
      return {
        ...(values.by === 'percent' && readSteps(values.steps) === null
          ? { steps: 'Ascending percentages such as 10, 50' }
          : {}),
        ...(values.hasWindow && values.days.length === 0 ? { days: 'Choose at least one day' } : {}),
        ...(values.hasWindow && values.from === values.to
          ? { to: 'It would never be open: choose another time' }
          : {}),
      };
    default:
      return values.name.trim() ? {} : { name: 'Give the rollout a name' };
  }
}
