/** The source's side: the export is ordered once, followed, and removed in the end. */
import { randomUUID } from 'node:crypto';
import { MigrationStatus, migrationSettings, type MigrationExport } from '../../contract/agent/migration.js';
import { migrationWhat } from '../../contract/panel/migrations.js';
import type { AgentAddress } from '../agents/transport.js';
import { isGone } from '../agents/upload-client.js';
import type { PanelContext } from '../context.js';
import type { Transaction } from '../db/database.js';
import type { Instance, Migration } from '../db/generated/client.js';
import { addressOf } from '../instances/service.js';
import { endLook, endStep, note, well, type Claimed } from './lease.js';
import { exporterName } from './names.js';
import { cut, MOST_EXPORTS, nextLook } from './states.js';
import { at, judge, SiteTrouble, StepFailed, troubleAt } from './trouble.js';

type Row = Migration & { source: Instance | null };
/** Milliseconds between two tries to remove an export, growing up to the longest, and after which it is left alone. */
const CLEAN_AGAIN = 60_000;
const CLEAN_LONGEST = 3_600_000;
const CLEAN_GIVE_UP = 3 * 24 * 3_600_000;

/** What a migration has forgotten of an export that is gone or is to be made anew. */
export const noExport = () => ({
  requestKey: randomUUID(),
  ordering: false,
  exportId: null,
  exportJobId: null,
  exportProgress: 0,
  size: null,
  sha256: null,
  exportStartedAt: null,
  exportFinishedAt: null,
  cleaned: false,
});

export async function stepExport(panel: PanelContext, claimed: Claimed, row: Row): Promise<void> {
  try {
    if (row.state !== 'waiting' && row.state !== 'exporting') return await cleanUp(panel, claimed, row);
    if (row.cancelRequested) return await cancelExport(panel, claimed, row);
    const site = sourceOf(panel, row);
    if (row.exportId === null) await orderExport(panel, claimed, row, site);
    else await lookAtExport(panel, claimed, row, site, row.exportId);
  } catch (error) {
    const verdict = judge(panel, row, error);
    if (verdict.again) {
      const { failures, failingSince, nextAt, message } = verdict;
      return endStep(panel, claimed, { failures, failingSince, nextAt, message });
    }
    await endExport(panel, claimed, row, 'failed', verdict.error);
  }
}

/** @throws StepFailed when it was removed from the panel */
export function sourceOf(panel: PanelContext, row: Row): AgentAddress {
  if (!row.source) throw new StepFailed(`The source ${row.sourceName} was deleted from the panel.`);
  return addressOf(panel, row.source);
}

function order(panel: PanelContext, row: Row, site: AgentAddress): Promise<MigrationExport> {
  const data = {
    exporter: exporterName(migrationWhat.parse(row.what)),
    settings: migrationSettings.parse(row.exportSettings),
    outline: row.dryRun,
  };
  return at(row.sourceName, panel.agents.migration.orderExport(site, data, row.requestKey));
}

/** The same key again after a lost answer: the agent begins one export, however often it is asked. */
async function orderExport(
  panel: PanelContext,
  claimed: Claimed,
  row: Row,
  site: AgentAddress,
): Promise<void> {
  const now = panel.clock();
  if (!row.ordering) await note(panel, claimed, { ordering: true, exports: row.exports + 1 });
  const found = await order(panel, row, site);
  await endStep(panel, claimed, {
    ...well,
    state: 'exporting',
    ordering: false,
    exportId: found.id,
    exportJobId: found.moodle_job_id,
    exportStartedAt: now,
    message: cut(found.message) || null,
    nextAt: nextLook(now, null),
  });
}

async function lookAtExport(
  panel: PanelContext,
  claimed: Claimed,
  row: Row,
  site: AgentAddress,
  exportId: number,
): Promise<void> {
  let found: MigrationExport;
  try {
    found = await panel.agents.migration.getExport(site, exportId);
  } catch (error) {
    if (!isGone(error)) throw troubleAt(row.sourceName, error);
    if (row.exports >= MOST_EXPORTS) {
      throw new StepFailed(
        `${row.sourceName} has lost its export ${row.exports} times: look at the agent’s log.`,
      );
    }
    const message = `${row.sourceName} has lost its export; it is made anew.`;
    return endStep(panel, claimed, {
      ...noExport(),
      ...well,
      state: 'waiting',
      message,
      nextAt: panel.clock(),
    });
  }
  const now = panel.clock();
  if (found.status === MigrationStatus.failed) {
    throw new StepFailed(`${row.sourceName}: ${found.error || 'The export failed without a reason.'}`);
  }
  if (found.status === MigrationStatus.completed) {
    if (!found.file) throw new StepFailed(`${row.sourceName} has finished its export without a file.`);
    return endStep(panel, claimed, {
      ...well,
      state: 'delivering',
      exportProgress: 1,
      exportCounts: found.counts,
      size: BigInt(found.file.size),
      sha256: found.file.sha256,
      exportFinishedAt: now,
      message: cut(found.message) || null,
      nextAt: null,
    });
  }
  const exportProgress = Math.max(row.exportProgress, found.progress);
  const message = cut(found.message) || null;
  const moved = exportProgress !== row.exportProgress || message !== row.message;
  const data = { ...well, exportProgress, message, nextAt: nextLook(now, row.exportStartedAt) };
  if (moved) await endStep(panel, claimed, { ...data, exportCounts: found.counts });
  else await endLook(panel, claimed, data);
}

/** Ends what was to come; the migration itself is ended by `advance`, as by any other last target. */
function endExport(
  panel: PanelContext,
  claimed: Claimed,
  row: Row,
  how: 'failed' | 'cancelled',
  error: string | null,
): Promise<void> {
  const ended = { state: how, finishedAt: panel.clock(), nextAt: null };
  const words = how === 'failed' ? `Nothing came from ${row.sourceName}: its export failed.` : row.error;
  return endStep(
    panel,
    claimed,
    { ...well, state: 'delivering', error: error === null ? null : cut(error), nextAt: null },
    (tx: Transaction) =>
      tx.migrationTarget.updateMany({
        where: { migrationId: row.id, state: { in: ['waiting', 'transferring'] } },
        data: { ...ended, error: words, leaseToken: null, leaseUntil: null },
      }),
  );
}

async function cancelExport(panel: PanelContext, claimed: Claimed, row: Row): Promise<void> {
  try {
    if (row.source) await stopAtSource(panel, claimed, row, addressOf(panel, row.source));
    await endExport(panel, claimed, row, 'cancelled', row.error);
  } catch (error) {
    const verdict = judge(panel, row, error);
    if (verdict.again) {
      const { failures, failingSince, nextAt } = verdict;
      return endStep(panel, claimed, { failures, failingSince, nextAt });
    }
    const words = `${row.error ?? 'Cancelled.'} The source could not be told: ${verdict.error}`;
    await endExport(panel, claimed, row, 'cancelled', words);
  }
}

async function stopAtSource(
  panel: PanelContext,
  claimed: Claimed,
  row: Row,
  site: AgentAddress,
): Promise<void> {
  let { exportId, exportJobId } = row;
  if (exportId === null && row.ordering) {
    // Whether it was taken is not known: the same order again tells its id.
    const found = await order(panel, row, site).catch((error: unknown) => {
      if (error instanceof SiteTrouble && !error.passing) return null;
      throw error;
    });
    if (!found) return;
    ({ id: exportId, moodle_job_id: exportJobId } = found);
    await note(panel, claimed, { ordering: false, exportId, exportJobId });
  }
  if (exportId === null) return;
  if (exportJobId !== null) await cancelJob(panel, row.sourceName, site, exportJobId);
}

/** Cancels a task at an agent; one that has ended or is gone needs no cancelling. */
export async function cancelJob(
  panel: PanelContext,
  siteName: string,
  site: AgentAddress,
  jobId: number,
): Promise<void> {
  try {
    await at(siteName, panel.agents.cancelTask(site, jobId));
  } catch (error) {
    const ended =
      error instanceof SiteTrouble &&
      (error.error.kind === 'refused' || isGone(error.error)) &&
      !error.passing;
    if (!ended) throw error;
  }
}

/** Removes the export at the source. A running one that was cancelled stops first where that is safe. */
async function cleanUp(panel: PanelContext, claimed: Claimed, row: Row): Promise<void> {
  if (row.exportId === null || !row.source) return endLook(panel, claimed, { nextAt: null });
  try {
    await panel.agents.migration.removeExport(addressOf(panel, row.source), row.exportId);
  } catch (error) {
    if (!isGone(error)) return putOffCleaning(panel, claimed, row, error);
  }
  await endLook(panel, claimed, { ...well, cleaned: true, nextAt: null });
}

async function putOffCleaning(
  panel: PanelContext,
  claimed: Claimed,
  row: Row,
  error: unknown,
): Promise<void> {
  const now = panel.clock();
  const since = row.failingSince ?? now;
  const over = now.getTime() - since.getTime() > CLEAN_GIVE_UP;
  if (over)
    panel.logger.warn({ err: error, migration: row.id }, 'an export could not be removed at its source');
  const wait = Math.min(CLEAN_AGAIN * 2 ** row.failures, CLEAN_LONGEST);
  await endLook(panel, claimed, {
    failures: row.failures + 1,
    failingSince: since,
    nextAt: over ? null : new Date(now.getTime() + wait),
  });
}
