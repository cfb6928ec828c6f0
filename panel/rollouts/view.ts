/** Rollouts as the API shows them. */
import type { z } from 'zod';
import {
  drySiteState,
  rolloutScope,
  rolloutSite,
  rolloutSiteState,
  rolloutState,
  rolloutWindow,
  waveState,
  type rollout,
  type rolloutDetail,
  type RolloutSite,
} from '../../contract/panel/rollouts.js';
import { updateWhat } from '../../contract/panel/updates.js';
import type { PanelContext } from '../context.js';
import type { Prisma, Rollout, RolloutWave } from '../db/generated/client.js';
import { countStates } from './states.js';
import { opensAt } from './window.js';

export const summaryInclude = { waves: { orderBy: { n: 'asc' } } } satisfies Prisma.RolloutInclude;
export type SummaryRow = Rollout & { waves: RolloutWave[] };

type StateCount = { rolloutId: number; waveId: number; state: string; count: number };

/** Rollouts with their counts, in the order of `rows`. */
export async function viewRollouts(
  panel: PanelContext,
  rows: SummaryRow[],
): Promise<z.input<typeof rollout>[]> {
  const counts = await countSites(panel, rows);
  return Promise.all(rows.map((row) => viewRollout(panel, row, counts)));
}

export async function viewDetail(
  panel: PanelContext,
  row: SummaryRow,
): Promise<z.input<typeof rolloutDetail>> {
  const counts = await countSites(panel, [row]);
  const dry = await panel.prisma.rolloutSite.groupBy({
    by: ['dryState'],
    where: { rolloutId: row.id },
    _count: true,
  });
  return {
    ...(await viewRollout(panel, row, counts)),
    what: updateWhat.parse(row.what),
    scope: rolloutScope.parse(row.scope),
    waves: row.waves.map((wave) => {
      const own = counts.filter(({ waveId }) => waveId === wave.id);
      return {
        id: wave.id,
        n: wave.n,
        name: wave.name,
        state: waveState.parse(wave.state),
        site_count: own.reduce((sum, { count }) => sum + count, 0),
        counts: countStates(own),
        started_at: iso(wave.startedAt),
        pause_until: wave.state === 'pausing' ? iso(wave.pauseUntil) : null,
        confirmed_by: wave.confirmedBy,
        finished_at: iso(wave.finishedAt),
      };
    }),
    dry_counts: Object.fromEntries(dry.map(({ dryState, _count }) => [dryState, _count])),
    pause_minutes: row.pauseMinutes,
    max_failures: row.maxFailures,
    concurrency: row.concurrency,
    site_deadline_minutes: row.siteDeadline,
    dry_run: row.dryRun,
    window: windowOf(row),
    options: { overwrite_vcs: row.overwriteVcs, ignore_health: row.ignoreHealth },
  };
}

async function countSites(panel: PanelContext, rows: SummaryRow[]): Promise<StateCount[]> {
  const found = await panel.prisma.rolloutSite.groupBy({
    by: ['rolloutId', 'waveId', 'state'],
    where: { rolloutId: { in: rows.map(({ id }) => id) } },
    _count: true,
  });
  return found.map(({ _count, ...rest }) => ({ ...rest, count: _count }));
}

async function viewRollout(
  panel: PanelContext,
  row: SummaryRow,
  counts: StateCount[],
): Promise<z.input<typeof rollout>> {
  const own = counts.filter(({ rolloutId }) => rolloutId === row.id);
  const current = row.waves.find(({ state }) => state !== 'done');
  const begun = !['draft', 'dry_run', 'review'].includes(row.state);
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    summary: row.summary,
    state: rolloutState.parse(row.state),
    reason: row.reason,
    ...(await waitOf(panel, row, current, own)),
    site_count: own.reduce((sum, { count }) => sum + count, 0),
    wave_count: row.waves.length,
    current_wave: (begun && row.state !== 'aborted' && current?.n) || null,
    counts: countStates(own),
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    started_by: row.startedBy,
    started_at: iso(row.startedAt),
    finished_at: iso(row.finishedAt),
  };
}

/** What keeps a running rollout from ordering more, as far as it is nothing that works. */
async function waitOf(
  panel: PanelContext,
  row: SummaryRow,
  wave: RolloutWave | undefined,
  counts: StateCount[],
): Promise<Pick<z.input<typeof rollout>, 'waiting_for' | 'waiting_until'>> {
  const nothing = { waiting_for: null, waiting_until: null };
  if (row.state !== 'running' || !wave) return nothing;
  if (wave.state === 'confirm') return { waiting_for: 'confirmation', waiting_until: null };
  if (wave.state === 'pausing') return { waiting_for: 'pause', waiting_until: iso(wave.pauseUntil) };
  const window = windowOf(row);
  const { active, waiting } = countStates(counts.filter(({ waveId }) => waveId === wave.id));
  if (window === null || active > 0 || waiting === 0) return nothing;
  const zones = await panel.prisma.instance.groupBy({
    by: ['timezone'],
    where: { rolloutSites: { some: { waveId: wave.id, state: 'waiting' } } },
  });
  const now = panel.clock();
  const openings = zones.map(({ timezone }) => opensAt(window, now, timezone ?? panel.config.timezone));
  const next = openings.reduce((a, b) => (a && b && a < b ? a : b), openings[0] ?? null);
  return openings.includes(null) ? nothing : { waiting_for: 'window', waiting_until: iso(next) };
}

export const siteInclude = {
  wave: { select: { n: true, state: true } },
  rollout: { select: { window: true, state: true } },
  instance: { select: { timezone: true } },
} satisfies Prisma.RolloutSiteInclude;
type SiteRow = Prisma.RolloutSiteGetPayload<{ include: typeof siteInclude }>;

export function viewSite(panel: PanelContext, row: SiteRow): z.input<typeof rolloutSite> {
  const timezone = row.instance?.timezone ?? panel.config.timezone;
  const waits = row.state === 'waiting' && row.wave.state === 'running' && row.rollout.state === 'running';
  const opens = waits ? opensAt(windowOf(row.rollout), panel.clock(), timezone) : null;
  return {
    id: row.id,
    rollout_id: row.rolloutId,
    instance_id: row.instanceId,
    instance_name: row.instanceName,
    wave: row.wave.n,
    state: rolloutSiteState.parse(row.state),
    dry_state: drySiteState.parse(row.dryState),
    attempt: row.attempt,
    request_id: row.requestId,
    dry_request_id: row.dryRequestId,
    error: row.error,
    reasons: rolloutSite.shape.reasons.catch([]).parse(row.reasons) satisfies RolloutSite['reasons'],
    changes: rolloutSite.shape.changes.catch([]).parse(row.changes),
    timezone,
    opens_at: iso(opens),
    deadline_at: iso(row.deadlineAt),
    started_at: iso(row.startedAt),
    finished_at: iso(row.finishedAt),
  };
}

const windowOf = (row: Pick<Rollout, 'window'>) => rolloutWindow.nullable().catch(null).parse(row.window);
const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
