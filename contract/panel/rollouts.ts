/**
 * Rollouts: one change brought to many sites in waves. A rollout goes draft → (dry_run → review) → running → done;
 * `paused` by an operator, `stopped` by too many failures; `aborted` orders nothing more. What runs at a site ends there
 * by itself, whatever becomes of the rollout.
 */
import { z } from 'zod';
import { changeReason } from '../agent/changes.js';
import { id, list, listQuery, timestamp } from './common.js';
import { updateOptions, updateWhat } from './updates.js';

export const rolloutState = z.enum([
  'draft',
  'dry_run',
  /** The dry run found something: an operator decides. */
  'review',
  'running',
  'paused',
  'stopped',
  'done',
  'aborted',
]);
export type RolloutState = z.infer<typeof rolloutState>;

export const waveState = z.enum([
  'waiting',
  'running',
  /** All its sites have ended; the next wave begins after a pause. */
  'pausing',
  /** … when an operator has confirmed. */
  'confirm',
  /** The pause is over; its sites are looked at once more. */
  'rechecking',
  'done',
]);
export type WaveState = z.infer<typeof waveState>;

/** `checking`: the update has ended, the site is looked at. The last three are ends. */
export const rolloutSiteState = z.enum([
  'waiting',
  'ordering',
  'updating',
  'checking',
  'succeeded',
  'failed',
  'skipped',
]);
export type RolloutSiteState = z.infer<typeof rolloutSiteState>;

/** `none`: no dry run was wanted. `unable`: the site’s plugin cannot do one. */
export const drySiteState = z.enum([
  'none',
  'waiting',
  'ordering',
  'running',
  'ok',
  'reasons',
  'unable',
  'failed',
]);
export type DrySiteState = z.infer<typeof drySiteState>;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 22:00');

/**
 * When sites may be changed, by each site's own time: on these days (0 is Sunday) from one time to the other; the end
 * lies on the next day where it is not after the start.
 */
export const rolloutWindow = z
  .object({
    days: z.array(z.int().min(0).max(6)).min(1, 'at least one day').max(7),
    from: clock,
    to: clock,
  })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    message: 'another time than the start: it would never be open',
  });
export type RolloutWindow = z.infer<typeof rolloutWindow>;

export const rolloutScope = z.object({
  all_sites: z.boolean().default(false),
  instance_ids: z.array(id).max(5000).default([]),
  cluster_ids: z.array(id).max(500).default([]),
  tags: z.array(z.string().trim().min(1).max(50)).max(100).default([]),
});
export type RolloutScope = z.infer<typeof rolloutScope>;

/** After the canaries: shares of the rest, each counted from the first site on, in percent; or clusters in an order. */
const rest = z.discriminatedUnion('by', [
  z.object({
    by: z.literal('percent'),
    steps: z
      .array(z.int().min(1).max(100))
      .max(20)
      .refine(
        (steps) => steps.every((step, i) => step > (steps[i - 1] ?? 0)),
        'each more than the one before',
      ),
  }),
  z.object({ by: z.literal('clusters'), cluster_ids: z.array(id).max(500) }),
]);

export const rolloutWaves = z.object({
  /** Sites of the first wave. */
  canary_ids: z.array(id).max(500).default([]),
  rest: rest.default({ by: 'percent', steps: [100] }),
});

export const rolloutCreate = z.object({
  name: z.string().trim().min(1).max(200),
  what: updateWhat,
  scope: rolloutScope,
  waves: rolloutWaves.default({ canary_ids: [], rest: { by: 'percent', steps: [100] } }),
  /** Between waves; null waits for an operator each time. */
  pause_minutes: z.int().min(0).max(43_200).nullable().default(60),
  /** Of one wave; one more stops the rollout. */
  max_failures: z.int().min(0).max(5000).default(0),
  /** Sites that are changed at the same time. */
  concurrency: z.int().min(1).max(100).default(10),
  site_deadline_minutes: z.int().min(1).max(1440).default(60),
  dry_run: z.boolean().default(true),
  window: rolloutWindow.nullable().default(null),
  options: updateOptions.default({ overwrite_vcs: false, ignore_health: false }),
});
export type RolloutCreate = z.infer<typeof rolloutCreate>;

/** POST `/rollouts/preview`: takes what a creation takes and makes nothing. */
export const rolloutPreview = z.object({
  total: z.int(),
  summary: z.string(),
  waves: z.array(
    z.object({
      n: z.int(),
      name: z.string(),
      sites: z.array(
        z.object({
          instance_id: id,
          instance_name: z.string(),
          timezone: z.string(),
          /** When its window is open next; null without a window, or while it is open. */
          opens_at: timestamp.nullable(),
          /** What an operator should know before: cannot dry-run, not reached lately, nothing to do there. */
          notes: z.array(z.string()),
        }),
      ),
    }),
  ),
});
export type RolloutPreview = z.infer<typeof rolloutPreview>;

/** How many sites are in which state. */
const counts = z.object({
  waiting: z.int(),
  active: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  skipped: z.int(),
});
export type RolloutCounts = z.infer<typeof counts>;

export const rollout = z.object({
  id,
  name: z.string(),
  kind: z.string(),
  /** What is brought, in words. */
  summary: z.string(),
  state: rolloutState,
  /** Why it is stopped, or what the review is about. */
  reason: z.string().nullable(),
  /** What keeps a running one from ordering more now. */
  waiting_for: z.enum(['window', 'pause', 'confirmation']).nullable(),
  /** When a window opens or a pause ends, as far as it is that. */
  waiting_until: timestamp.nullable(),
  site_count: z.int(),
  wave_count: z.int(),
  /** The wave that is under way, from 1; null before the first and after the last. */
  current_wave: z.int().nullable(),
  counts,
  created_by: z.string(),
  created_at: timestamp,
  started_by: z.string().nullable(),
  started_at: timestamp.nullable(),
  finished_at: timestamp.nullable(),
});
export type Rollout = z.infer<typeof rollout>;

export const rolloutWave = z.object({
  id,
  n: z.int(),
  name: z.string(),
  state: waveState,
  site_count: z.int(),
  counts,
  started_at: timestamp.nullable(),
  pause_until: timestamp.nullable(),
  confirmed_by: z.string().nullable(),
  finished_at: timestamp.nullable(),
});
export type RolloutWave = z.infer<typeof rolloutWave>;

export const rolloutSite = z.object({
  id,
  rollout_id: id,
  /** Null for a site that was deleted meanwhile. */
  instance_id: id.nullable(),
  instance_name: z.string(),
  wave: z.int(),
  state: rolloutSiteState,
  dry_state: drySiteState,
  attempt: z.int(),
  request_id: id.nullable(),
  dry_request_id: id.nullable(),
  error: z.string().nullable(),
  reasons: z.array(changeReason),
  changes: z.array(
    z.object({ component: z.string(), from: z.string().nullable(), to: z.string().nullable() }),
  ),
  timezone: z.string(),
  /** When its window opens, while it waits for that. */
  opens_at: timestamp.nullable(),
  deadline_at: timestamp.nullable(),
  started_at: timestamp.nullable(),
  finished_at: timestamp.nullable(),
});
export type RolloutSite = z.infer<typeof rolloutSite>;

/** GET `/rollouts/{id}`; the sites are a list of their own. */
export const rolloutDetail = rollout.extend({
  what: updateWhat,
  scope: rolloutScope,
  waves: z.array(rolloutWave),
  /** How many sites are in which state of the dry run. */
  dry_counts: z.record(z.string(), z.int()),
  pause_minutes: z.int().nullable(),
  max_failures: z.int(),
  concurrency: z.int(),
  site_deadline_minutes: z.int(),
  dry_run: z.boolean(),
  window: rolloutWindow.nullable(),
  options: updateOptions,
});
export type RolloutDetail = z.infer<typeof rolloutDetail>;

export const rolloutListQuery = listQuery.extend({ state: rolloutState.optional() });
export const rolloutList = list(rollout);

export const rolloutSiteQuery = listQuery.extend({
  wave: z.coerce.number().int().positive().max(1000).optional(),
  state: rolloutSiteState.optional(),
  dry_state: drySiteState.optional(),
});
export const rolloutSiteList = list(rolloutSite);

/** POST `/rollouts/{id}/retry` and `/skip`: these sites; for a retry, without any all that have failed. */
export const rolloutSites = z.object({ site_ids: z.array(id).min(1).max(5000) });
export const rolloutRetry = rolloutSites.partial();
