/** The words of a rollout's rows, and what they mean for what may happen next. */
import type { RolloutCounts } from '../../contract/panel/rollouts.js';
import type { Prisma } from '../db/generated/client.js';

/** Rollouts of which something may still have to be done, if only to note the ends of what runs at sites. */
export const followedStates = ['dry_run', 'running', 'paused', 'stopped', 'aborted'];
/** A site that is being changed or looked at. */
export const activeStates = ['ordering', 'updating', 'checking'];
export const endedStates = ['succeeded', 'failed', 'skipped'];
export const dryActive = ['ordering', 'running'];

export const isActive = (state: string): boolean => activeStates.includes(state);
export const hasEnded = (state: string): boolean => endedStates.includes(state);

export const rolloutInclude = {
  waves: { orderBy: { n: 'asc' } },
  sites: {
    orderBy: { id: 'asc' },
    include: { instance: { select: { timezone: true, features: true, agentKind: true } } },
  },
} satisfies Prisma.RolloutInclude;

export type RolloutRow = Prisma.RolloutGetPayload<{ include: typeof rolloutInclude }>;
export type WaveRow = RolloutRow['waves'][number];
export type SiteRow = RolloutRow['sites'][number];

export function countStates(states: { state: string; count: number }[]): RolloutCounts {
  const counts = { waiting: 0, active: 0, succeeded: 0, failed: 0, skipped: 0 };
  for (const { state, count } of states) {
    if (isActive(state)) counts.active += count;
    else if (state in counts) counts[state as keyof typeof counts] += count;
  }
  return counts;
}
