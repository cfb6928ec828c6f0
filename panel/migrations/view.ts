/** Migrations as the API shows them. */
import type { z } from 'zod';
import { entityCounts, importCounts, migrationSettings } from '../../contract/agent/migration.js';
import {
  migrationState,
  migrationTargetState,
  migrationWhat,
  type migrationDetail,
  type migrationSummary,
  type migrationTarget,
} from '../../contract/panel/migrations.js';
import type { Prisma } from '../db/generated/client.js';
import { endedStates, targetEnded } from './states.js';

/** Part of the whole that the export is, the rest being the targets'. */
const EXPORT_SHARE = 0.3;
/** Part of a target's work that the transfer is. */
const TRANSFER_SHARE = 0.5;

export const summaryInclude = {
  targets: { orderBy: { id: 'asc' }, select: { state: true, progress: true } },
} satisfies Prisma.MigrationInclude;
type SummaryRow = Prisma.MigrationGetPayload<{ include: typeof summaryInclude }>;

export const detailInclude = { targets: { orderBy: { id: 'asc' } } } satisfies Prisma.MigrationInclude;
type DetailRow = Prisma.MigrationGetPayload<{ include: typeof detailInclude }>;

export function viewMigration(row: SummaryRow): z.input<typeof migrationSummary> {
  const countOf = (state: string) => row.targets.filter((target) => target.state === state).length;
  return {
    id: row.id,
    name: row.name,
    what: migrationWhat.parse(row.what),
    dry_run: row.dryRun,
    state: migrationState.parse(row.state),
    source_id: row.sourceId,
    source_name: row.sourceName,
    target_count: row.targets.length,
    succeeded: countOf('succeeded'),
    failed: countOf('failed'),
    progress: progressOf(row),
    error: row.error,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    finished_at: iso(row.finishedAt),
  };
}

function progressOf(row: SummaryRow): number {
  if (endedStates.includes(row.state)) return 1;
  const parts = row.targets.map(({ state, progress }) => {
    if (targetEnded.includes(state)) return 1;
    if (state === 'transferring') return progress * TRANSFER_SHARE;
    return state === 'importing' ? TRANSFER_SHARE + progress * (1 - TRANSFER_SHARE) : 0;
  });
  const done = parts.reduce((sum, part) => sum + part, 0) / Math.max(parts.length, 1);
  return Math.min(row.exportProgress * EXPORT_SHARE + done * (1 - EXPORT_SHARE), 1);
}

export function viewDetail(row: DetailRow): z.input<typeof migrationDetail> {
  return {
    ...viewMigration(row),
    export_settings: migrationSettings.catch({}).parse(row.exportSettings),
    import_settings: migrationSettings.catch({}).parse(row.importSettings),
    export: {
      progress: row.exportProgress,
      message: row.message,
      counts: entityCounts.catch({}).parse(row.exportCounts),
      size: row.size === null ? null : Number(row.size),
      sha256: row.sha256,
      started_at: iso(row.exportStartedAt),
      finished_at: iso(row.exportFinishedAt),
    },
    targets: row.targets.map(viewTarget),
    preview_id: row.previewId,
  };
}

function viewTarget(row: DetailRow['targets'][number]): z.input<typeof migrationTarget> {
  return {
    id: row.id,
    instance_id: row.instanceId,
    instance_name: row.instanceName,
    state: migrationTargetState.parse(row.state),
    progress: row.progress,
    transferred: Number(row.transferred),
    message: row.message,
    error: row.error,
    attempt: row.attempt,
    counts: importCounts.catch({}).parse(row.counts),
    started_at: iso(row.startedAt),
    finished_at: iso(row.finishedAt),
  };
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
