/** Stops what is going on at a target: the upload is thrown away, a running import stops where that is safe. */
import { MigrationStatus } from '../../contract/agent/migration.js';
import type { AgentAddress } from '../agents/transport.js';
import { isGone } from '../agents/upload-client.js';
import type { PanelContext } from '../context.js';
import { addressOf } from '../instances/service.js';
import { cancelJob } from './export-step.js';
import { endWell, getImport, orderImport } from './import-step.js';
import { endStep, note, well, type Claimed } from './lease.js';
import { cut, nextLook, type TargetRow } from './states.js';
import { atUpload, judge, SiteTrouble } from './trouble.js';

export async function stepCancel(panel: PanelContext, claimed: Claimed, row: TargetRow): Promise<void> {
  try {
    if (!row.instance) return await endCancelled(panel, claimed, row);
    const target = addressOf(panel, row.instance);
    if (row.state === 'importing') await cancelImport(panel, claimed, row, target);
    else await dropUpload(panel, claimed, row, target);
  } catch (error) {
    const verdict = judge(panel, row, error);
    if (verdict.again) {
      const { failures, failingSince, nextAt } = verdict;
      const message = cut(`Being cancelled. ${verdict.message}`);
      return endStep(panel, claimed, { failures, failingSince, nextAt, message });
    }
    await endCancelled(
      panel,
      claimed,
      row,
      `The site could not be told, what runs there ends by itself: ${verdict.error}`,
    );
  }
}

async function cancelImport(
  panel: PanelContext,
  claimed: Claimed,
  row: TargetRow,
  target: AgentAddress,
): Promise<void> {
  const begun = row.importId !== null || row.ordering ? await begunImport(panel, claimed, row, target) : null;
  if (!begun) return dropUpload(panel, claimed, row, target);
  await cancelJob(panel, row.instanceName, target, begun.jobId);
  const found = await getImport(panel, row, target, begun.id);
  // It was faster.
  if (found?.status === MigrationStatus.completed) return endWell(panel, claimed, row, found);
  if (found && found.status !== MigrationStatus.failed) {
    const message = 'Being cancelled: it stops where that is safe.';
    return endStep(panel, claimed, { ...well, message, nextAt: nextLook(panel.clock(), row.startedAt) });
  }
  await endCancelled(panel, claimed, row, null, found?.counts);
}

/** An order without an answer is sent again: only that tells which import it began. */
async function begunImport(
  panel: PanelContext,
  claimed: Claimed,
  row: TargetRow,
  target: AgentAddress,
): Promise<{ id: number; jobId: number } | null> {
  if (row.importId !== null) {
    return row.importJobId === null ? null : { id: row.importId, jobId: row.importJobId };
  }
  const found = await orderImport(panel, row, target).catch((error: unknown) => {
    if (error instanceof SiteTrouble && !error.passing) return null;
    throw error;
  });
  if (!found) return null;
  await note(panel, claimed, { ordering: false, importId: found.id, importJobId: found.moodle_job_id });
  return { id: found.id, jobId: found.moodle_job_id };
}

async function dropUpload(
  panel: PanelContext,
  claimed: Claimed,
  row: TargetRow,
  target: AgentAddress,
): Promise<void> {
  if (row.uploadId !== null) {
    try {
      await atUpload(row.instanceName, panel.agents.uploads.remove(target, row.uploadId));
    } catch (error) {
      if (!(error instanceof SiteTrouble) || !isGone(error.error)) throw error;
    }
    await note(panel, claimed, { uploadId: null, transferred: 0n });
  }
  await endCancelled(panel, claimed, row);
}

function endCancelled(
  panel: PanelContext,
  claimed: Claimed,
  row: TargetRow,
  error: string | null = null,
  counts: object | undefined = undefined,
): Promise<void> {
  return endStep(panel, claimed, {
    ...well,
    state: 'cancelled',
    failedIn: row.state,
    ordering: false,
    error: cut([row.migration.error, error].filter(Boolean).join(' ')),
    message: null,
    ...(counts && { counts }),
    finishedAt: panel.clock(),
    nextAt: null,
  });
}
