/** Which sites a rollout goes to, and what it brings in words. */
import type { RolloutCreate, RolloutScope } from '../../contract/panel/rollouts.js';
import type { UpdateWhat } from '../../contract/panel/updates.js';
import type { PanelContext } from '../context.js';
import type { Instance } from '../db/generated/client.js';
import { ProblemError } from '../http/problem-error.js';
import { itemsOf } from '../library/service.js';
import { planWaves, type PlannedWave } from './plan.js';

export interface Planned {
  waves: PlannedWave<Instance>[];
  summary: string;
  libraryItemIds: number[];
}

/**
 * What a creation would make.
 * @throws ProblemError 400 for sites, clusters or library items that are not there, or a scope without a site
 */
export async function planRollout(panel: PanelContext, input: RolloutCreate): Promise<Planned> {
  const libraryItemIds = libraryItemsOf(input.what);
  const [sites, summary, clusters] = await Promise.all([
    sitesOf(panel, input.scope),
    summarise(panel, input.what),
    panel.prisma.cluster.findMany({ select: { id: true, name: true } }),
  ]);
  const names = new Map(clusters.map(({ id, name }) => [id, name]));
  const { canary_ids, rest } = input.waves;
  requireKnown('waves.canary_ids', canary_ids, new Set(sites.map(({ id }) => id)), 'site of the scope');
  if (rest.by === 'clusters') requireKnown('waves.rest.cluster_ids', rest.cluster_ids, names, 'cluster');
  requireKnown('scope.cluster_ids', input.scope.cluster_ids, names, 'cluster');
  return { waves: planWaves(sites, input.waves, names), summary, libraryItemIds };
}

async function sitesOf(panel: PanelContext, scope: RolloutScope): Promise<Instance[]> {
  const sites = await panel.prisma.instance.findMany({
    where: scope.all_sites
      ? {}
      : {
          OR: [
            { id: { in: scope.instance_ids } },
            { clusterId: { in: scope.cluster_ids } },
            { tags: { hasSome: scope.tags } },
          ],
        },
  });
  requireKnown('scope.instance_ids', scope.instance_ids, new Set(sites.map(({ id }) => id)), 'site');
  if (sites.length === 0) throw bad('scope', 'There is no site in it: choose sites, clusters or tags.');
  return sites;
}

function libraryItemsOf(what: UpdateWhat): number[] {
  if (what.kind !== 'zips') return [];
  return [...new Set(what.items.flatMap((item) => ('library_item_id' in item ? item.library_item_id : [])))];
}

async function summarise(panel: PanelContext, what: UpdateWhat): Promise<string> {
  switch (what.kind) {
    case 'core':
      return what.version ? `Moodle ${what.version}` : 'The newest Moodle of each site’s branch';
    case 'zips': {
      const items = new Map((await itemsOf(panel, libraryItemsOf(what))).map((item) => [item.id, item]));
      return listed(
        what.items.map((entry) => {
          if (!('library_item_id' in entry)) return `zip of ${new URL(entry.link).host}`;
          const item = items.get(entry.library_item_id);
          if (!item) throw bad('what.items', `The library has no item ${entry.library_item_id}.`);
          return `${item.component} ${item.release ?? item.version}`;
        }),
      );
    }
    case 'plugins':
      if ('items' in what)
        return listed(what.items.map((item) => `${item.component} ${item.release ?? item.version}`));
      return what.components === 'all'
        ? 'All plugin updates offered'
        : `Offered updates of ${listed(what.components)}`;
  }
}

/** Names in a line. */
const SHOWN = 4;

function listed(names: string[]): string {
  const more = names.length - SHOWN;
  return more > 0 ? `${names.slice(0, SHOWN).join(', ')} and ${more} more` : names.join(', ');
}

function requireKnown(path: string, ids: number[], known: { has(id: number): boolean }, what: string): void {
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) throw bad(path, `${unknown} is no ${what}.`);
}

function bad(path: string, message: string): ProblemError {
  return new ProblemError(400, 'Bad request', {
    detail: `body.${path}: ${message}`,
    errors: [{ path: `body.${path}`, message }],
  });
}
