/** What operators do with a migration. Each is one transaction under the lock of its row, and audited. */
import { randomUUID } from 'node:crypto';
import { audit } from '../audit/service.js';
import type { Principal } from '../auth/principal.js';
import type { PanelContext } from '../context.js';
import type { Transaction } from '../db/database.js';
import type { Migration, MigrationTarget } from '../db/generated/client.js';
import { recordChanges } from '../events/record.js';
import { notFound, ProblemError } from '../http/problem-error.js';
import { noExport } from './export-step.js';
import { endedStates, hasRefusedRows, targetActive, targetEnded } from './states.js';

/** Nothing new begins, and what runs at the sites is stopped where that is safe; what they have got they keep. */
export function cancelMigration(panel: PanelContext, who: Principal, id: number): Promise<void> {
  return act(panel, who, id, 'cancel', async (tx, row) => {
    if (endedStates.includes(row.state)) throw conflict(`The migration has ended: it is ${row.state}.`);
    if (row.cancelRequested) throw conflict('The migration is being cancelled already.');
    const now = panel.clock();
    const error = `Cancelled by ${who.name}.`;
    const atSource = row.state !== 'delivering';
    // Whoever is at the source meanwhile comes back to find the request; its next time is moved here in any case.
    await tx.migration.update({
      where: { id },
      data: {
        cancelRequested: true,
        error,
        failures: 0,
        failingSince: null,
        ...(atSource && { nextAt: now }),
      },
    });
    await tx.migrationTarget.updateMany({
      where: { migrationId: id, state: 'waiting' },
      data: { state: 'cancelled', error, finishedAt: now },
    });
    await tx.migrationTarget.updateMany({
      where: { migrationId: id, state: { in: targetActive } },
      data: { nextAt: now, failures: 0, failingSince: null },
    });
  });
}

/**
 * Has failed and cancelled targets go on from the phase that they ended in, and those that refused single rows try these
 * again, each as a new attempt. The export is made again only if it failed or is gone.
 * @param targetIds rows of targets; without them all of which something is to be tried again
 */
export function retryMigration(
  panel: PanelContext,
  who: Principal,
  id: number,
  targetIds?: number[],
): Promise<void> {
  return act(panel, who, id, 'retry', async (tx, row) => {
    if (row.cancelRequested && !endedStates.includes(row.state)) {
      throw conflict('The migration is being cancelled: wait for its end.');
    }
    const ended = await tx.migrationTarget.findMany({
      where: {
        migrationId: id,
        state: { in: targetEnded },
        instanceId: { not: null },
        ...(targetIds && { id: { in: targetIds } }),
      },
    });
    const targets = ended.filter((target) => target.state !== 'succeeded' || mayTryRows(row, target));
    if (targets.length === 0)
      throw conflict('None of these targets has failed, was cancelled, or has refused anything.');
    const now = panel.clock();
    const exportAnew = needsExport(row) && targets.some((target) => !goesOnImporting(target));
    for (const target of targets) await again(tx, target, exportAnew, now);
    const open = !endedStates.includes(row.state) && !exportAnew;
    if (open) return;
    await tx.migration.update({
      where: { id },
      data: {
        ...(exportAnew && { ...noExport(), exports: 0, exportCounts: {} }),
        state: exportAnew ? 'waiting' : 'delivering',
        nextAt: exportAnew ? now : null,
        error: null,
        message: null,
        finishedAt: null,
        cancelRequested: false,
        failures: 0,
        failingSince: null,
        leaseToken: null,
        leaseUntil: null,
      },
    });
  });
}

/** Not while it is being made. */
const needsExport = (row: Migration): boolean =>
  endedStates.includes(row.state) && (row.sha256 === null || row.cleaned);

const mayTryRows = ({ dryRun }: Migration, target: MigrationTarget): boolean =>
  !dryRun && target.importId !== null && hasRefusedRows(target.counts);

/** It has all that it needs at the target. */
const goesOnImporting = (target: MigrationTarget): boolean =>
  (target.failedIn === 'importing' || target.state === 'succeeded') &&
  (target.importId !== null || target.uploadId !== null);

async function again(
  tx: Transaction,
  target: MigrationTarget,
  exportAnew: boolean,
  now: Date,
): Promise<void> {
  const importing = goesOnImporting(target);
  await tx.migrationTarget.update({
    where: { id: target.id },
    data: {
      attempt: { increment: 1 },
      requestKey: randomUUID(),
      uploads: 0,
      failures: 0,
      failingSince: null,
      error: null,
      message: null,
      failedIn: null,
      finishedAt: null,
      leaseToken: null,
      leaseUntil: null,
      ...(importing
        ? // An import that there is goes on; nothing is created twice.
          { state: 'importing', ordering: target.importId !== null, startedAt: now, nextAt: now }
        : {
            state: 'waiting',
            ordering: false,
            importId: null,
            importJobId: null,
            progress: 0,
            counts: {},
            nextAt: null,
            // Another export is another file.
            ...(exportAnew && { uploadId: null, transferred: 0n }),
          }),
    },
  });
}

async function act(
  panel: PanelContext,
  who: Principal,
  id: number,
  name: string,
  change: (tx: Transaction, row: Migration) => Promise<void>,
): Promise<void> {
  await panel.prisma.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT "id" FROM "Migration" WHERE "id" = ${id} FOR UPDATE`;
      const row = await tx.migration.findUnique({ where: { id } });
      if (!row) throw notFound('Migration', id);
      await change(tx, row);
      const words = { action: `migration.${name}`, instanceId: row.sourceId, target: row.name };
      await audit(panel, who, { ...words, detail: `migration ${id}` }, tx);
      await recordChanges(tx, [{ type: 'migration.updated', id }]);
    },
    { timeout: 60_000 },
  );
}

const conflict = (detail: string) =>
  new ProblemError(409, 'Not now', { detail, hint: 'Load the migration again and look at its state.' });
