/**
 * Moves a migration on by what stands in the database alone: lets targets begin, and ends it once they all have. It asks
 * no site, so it is short; the row's lock keeps two workers from doing it at once.
 */
import { importCounts } from '../../contract/agent/migration.js';
import type { PanelContext } from '../context.js';
import type { Transaction } from '../db/database.js';
import type { Migration } from '../db/generated/client.js';
import { recordChanges, type Change } from '../events/record.js';
import { notifyOfMigration } from '../notifications/service.js';
import { KEEP_EXPORT, targetActive, TARGETS_AT_ONCE } from './states.js';

export async function advance(panel: PanelContext, migrationId: number): Promise<void> {
  await panel.prisma.$transaction(
    async (tx) => {
      const locked = await tx.$queryRaw<{ id: number }[]>`
        SELECT "id" FROM "Migration" WHERE "id" = ${migrationId} AND "state" = 'delivering'
        FOR UPDATE SKIP LOCKED`;
      if (locked.length === 0) return;
      const row = await tx.migration.findUniqueOrThrow({ where: { id: migrationId } });
      const now = panel.clock();
      const begun = row.cancelRequested ? await cancelWaiting(tx, row, now) : await admit(tx, row, now);
      const ended = await finish(tx, row, now);
      if (begun === 0 && ended === null) return;
      await recordChanges(tx, [...(ended ?? []), { type: 'migration.updated', id: migrationId }]);
    },
    { timeout: 60_000 },
  );
}

/** @returns how many targets begin now */
async function admit(tx: Transaction, row: Migration, now: Date): Promise<number> {
  // Without a file there is nothing to send: it is being made anew, or its making has failed.
  if (row.sha256 === null) return 0;
  const active = await tx.migrationTarget.count({
    where: { migrationId: row.id, state: { in: targetActive } },
  });
  const next = await tx.migrationTarget.findMany({
    where: { migrationId: row.id, state: 'waiting' },
    orderBy: { id: 'asc' },
    take: Math.max(TARGETS_AT_ONCE - active, 0),
    select: { id: true },
  });
  if (next.length === 0) return 0;
  const { count } = await tx.migrationTarget.updateMany({
    where: { id: { in: next.map(({ id }) => id) } },
    data: { state: 'transferring', startedAt: now, nextAt: now, progress: 0 },
  });
  return count;
}

async function cancelWaiting(tx: Transaction, row: Migration, now: Date): Promise<number> {
  const { count } = await tx.migrationTarget.updateMany({
    where: { migrationId: row.id, state: 'waiting' },
    data: { state: 'cancelled', error: row.error, finishedAt: now, nextAt: null },
  });
  return count;
}

/** @returns what changed by its end; null while a target is left */
async function finish(tx: Transaction, row: Migration, now: Date): Promise<Change[] | null> {
  const groups = await tx.migrationTarget.groupBy({
    by: ['state'],
    where: { migrationId: row.id },
    _count: true,
  });
  const countOf = (...states: string[]) =>
    groups.filter(({ state }) => states.includes(state)).reduce((sum, { _count }) => sum + _count, 0);
  if (countOf('waiting', ...targetActive) > 0) return null;
  const succeeded = countOf('succeeded');
  const cancelled = row.cancelRequested && countOf('cancelled') > 0;
  const state = cancelled ? 'cancelled' : succeeded > 0 ? 'done' : 'failed';
  const said = row.cancelRequested && !cancelled ? null : row.error;
  const error = said ?? (await onlyError(tx, row.id, state));
  // What was cancelled is not kept for another try.
  const cleanAt = cancelled ? now : new Date(now.getTime() + KEEP_EXPORT);
  await tx.migration.update({
    where: { id: row.id },
    data: {
      state,
      error,
      finishedAt: now,
      failures: 0,
      failingSince: null,
      nextAt: row.exportId === null || row.cleaned ? null : cleanAt,
    },
  });
  const failed = countOf('failed');
  const tail = failed > 0 && state === 'done' ? ' with failures' : '';
  const verb = state === 'done' ? 'finished' : state === 'failed' ? 'failed' : 'was cancelled';
  const notice = await notifyOfMigration(
    tx,
    {
      level: state === 'failed' ? 'error' : failed > 0 || state === 'cancelled' ? 'warning' : 'success',
      title: `${row.dryRun ? 'Dry run' : 'Migration'} ${verb}${tail}: ${row.name}`,
      body: state === 'done' ? await resultWords(tx, row.id, succeeded, failed) : error,
      migrationId: row.id,
    },
    now,
  );
  return [notice];
}

/** The error of the only target, so that a list need not be opened to see it. */
async function onlyError(tx: Transaction, migrationId: number, state: string): Promise<string | null> {
  if (state !== 'failed') return null;
  const targets = await tx.migrationTarget.findMany({
    where: { migrationId },
    select: { error: true, instanceName: true },
    take: 2,
  });
  return targets.length === 1 ? (targets[0]?.error ?? null) : 'It failed at every site.';
}

async function resultWords(
  tx: Transaction,
  migrationId: number,
  succeeded: number,
  failed: number,
): Promise<string> {
  const rows = await tx.migrationTarget.findMany({ where: { migrationId }, select: { counts: true } });
  let looks = 0;
  for (const { counts } of rows) {
    for (const outcomes of Object.values(importCounts.catch({}).parse(counts))) {
      looks += (outcomes?.conflict ?? 0) + (outcomes?.failed ?? 0);
    }
  }
  const sites = `${succeeded} ${succeeded === 1 ? 'site' : 'sites'} done`;
  const bad = failed > 0 ? `, ${failed} failed` : '';
  return `${sites}${bad}.${looks > 0 ? ` ${looks} conflicts and failures: look at the report.` : ''}`;
}
