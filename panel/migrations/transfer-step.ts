/**
 * Brings the file from the source to one target, piece by piece, each straight through. What has arrived the target alone
 * knows: after any break it is asked, and the transfer goes on from there.
 */
import { randomUUID } from 'node:crypto';
import type { Upload } from '../../contract/agent/uploads.js';
import type { AgentAddress } from '../agents/transport.js';
import { isGone } from '../agents/upload-client.js';
import type { PanelContext } from '../context.js';
import { addressOf } from '../instances/service.js';
import { noExport, sourceOf } from './export-step.js';
import { endStep, note, noteProgress, well, type Claimed } from './lease.js';
import { MOST_EXPORTS, MOST_UPLOADS, type TargetRow } from './states.js';
import { at, atUpload, SiteTrouble, StepFailed, troubleAt } from './trouble.js';

/** Bytes of a piece. */
export const PIECE = 8 * 1024 * 1024;
/** Milliseconds after which a step hands the row back, so that other targets get their turn. */
const STEP_TIME = 60_000;

/** How a process that is being stopped says so, and in which pieces it sends. */
export interface Pace {
  signal: AbortSignal;
  /** Bytes. */
  piece: number;
}

interface Transfer {
  panel: PanelContext;
  claimed: Claimed;
  row: TargetRow;
  source: AgentAddress;
  target: AgentAddress;
  file: { exportId: number; size: number; sha256: string };
  pace: Pace;
  /** How often its upload was begun by now. */
  uploads: number;
}

/** What a target has forgotten of an upload that is gone; what is ordered out of another is another order. */
export const noUpload = () => ({
  uploadId: null,
  transferred: 0n,
  ordering: false,
  requestKey: randomUUID(),
});

/** @throws SiteTrouble, StepFailed, LeaseLost */
export async function stepTransfer(
  panel: PanelContext,
  claimed: Claimed,
  row: TargetRow,
  pace: Pace,
): Promise<void> {
  const { migration, instance } = row;
  const { exportId, size, sha256 } = migration;
  // The file is being made anew.
  if (exportId === null || size === null || sha256 === null) return waitForExport(panel, claimed);
  if (!instance) throw new StepFailed('The site was deleted from the panel.');
  const transfer: Transfer = {
    panel,
    claimed,
    row,
    source: sourceOf(panel, migration),
    target: addressOf(panel, instance),
    file: { exportId, size: Number(size), sha256 },
    pace,
    uploads: row.uploads,
  };
  const upload = await sendPieces(transfer, await openUpload(transfer));
  if (upload) await finishUpload(transfer, upload);
}

/** @returns what has arrived of an upload that is there, or of a new one */
async function openUpload(transfer: Transfer): Promise<Upload> {
  const { panel, claimed, row, target, file } = transfer;
  if (row.uploadId !== null) {
    try {
      const found = await panel.agents.uploads.get(target, row.uploadId);
      if (found.size === file.size) return found;
    } catch (error) {
      if (!isGone(error)) throw troubleAt(row.instanceName, error);
    }
    await note(panel, claimed, noUpload());
  }
  if (transfer.uploads >= MOST_UPLOADS) {
    throw new StepFailed(
      `${row.instanceName} has lost what was sent to it ${transfer.uploads} times: look at its disk.`,
    );
  }
  const data = { name: `migration-${row.migrationId}.zip`, size: file.size, sha256: file.sha256 };
  const begun = await at(row.instanceName, panel.agents.uploads.begin(target, data));
  transfer.uploads += 1;
  const { uploads } = transfer;
  await note(panel, claimed, { uploadId: begun.id, uploads, transferred: BigInt(begun.received) });
  return begun;
}

/** @returns the whole upload; null when the step has ended before, for this or another worker to go on */
async function sendPieces(transfer: Transfer, upload: Upload): Promise<Upload | null> {
  const { panel, claimed, row, target, file } = transfer;
  const { signal, piece: most } = transfer.pace;
  const until = panel.clock().getTime() + STEP_TIME;
  while (upload.received < file.size) {
    if (signal.aborted || panel.clock().getTime() >= until || (await isCancelled(panel, row.migrationId))) {
      await endStep(panel, claimed, { ...well, nextAt: panel.clock() });
      return null;
    }
    const offset = upload.received;
    const length = Math.min(most, file.size - offset);
    const bytes = await openPart(transfer, offset, length);
    // It has ended its step already.
    if (!bytes) return null;
    const piece = { id: upload.id, offset, length };
    upload = await atUpload(row.instanceName, panel.agents.uploads.piece(target, bytes, piece, signal));
    if (upload.received !== offset + length) {
      throw new StepFailed(`${row.instanceName} has taken a piece and tells that it has not.`);
    }
    await noteProgress(panel, claimed, {
      ...well,
      transferred: BigInt(upload.received),
      progress: upload.received / file.size,
      message: null,
    });
  }
  return upload;
}

async function openPart(
  { panel, claimed, row, source, file, pace }: Transfer,
  offset: number,
  length: number,
) {
  try {
    const part = { offset, length, size: file.size };
    return await panel.agents.migration.exportPart(source, file.exportId, part, pace.signal);
  } catch (error) {
    if (!isGone(error)) throw troubleAt(row.migration.sourceName, error);
    await exportAnew(panel, claimed, row);
    return null;
  }
}

async function finishUpload(transfer: Transfer, sent: Upload): Promise<void> {
  const { panel, claimed, row, target, file } = transfer;
  let upload = sent;
  try {
    if (!upload.complete) {
      const asked = panel.agents.uploads.finish(target, upload.id, file.sha256);
      upload = await atUpload(row.instanceName, asked);
    }
  } catch (error) {
    if (!(error instanceof SiteTrouble)) throw error;
    if (error.error.status === 422) return refuseContent(transfer);
    if (!isGone(error.error)) throw error;
    return endStep(panel, claimed, { ...noUpload(), nextAt: panel.clock() });
  }
  if (upload.sha256 !== file.sha256) return refuseContent(transfer);
  await endStep(panel, claimed, {
    ...well,
    state: 'importing',
    progress: 0,
    transferred: BigInt(file.size),
    message: null,
    nextAt: panel.clock(),
  });
}

/** It is sent a second time, for a line may have spoilt it; a source whose file is not what it tells is refused. */
async function refuseContent({ panel, claimed, row, uploads }: Transfer): Promise<void> {
  const words = `The file arrived at ${row.instanceName} with another checksum than ${row.migration.sourceName} told.`;
  if (uploads >= 2) {
    await note(panel, claimed, noUpload());
    throw new StepFailed(words);
  }
  const message = `${words} It is sent once more.`;
  await endStep(panel, claimed, { ...noUpload(), message, progress: 0, nextAt: panel.clock() });
}

function waitForExport(panel: PanelContext, claimed: Claimed): Promise<void> {
  const data = { ...noUpload(), ...well, state: 'waiting', progress: 0, nextAt: null, startedAt: null };
  return endStep(panel, claimed, data);
}

/** The export is gone at the source: it is made again, once for all targets that miss it. */
async function exportAnew(panel: PanelContext, claimed: Claimed, row: TargetRow): Promise<void> {
  const { migration } = row;
  if (migration.exports >= MOST_EXPORTS) {
    throw new StepFailed(
      `${migration.sourceName} has lost its export ${migration.exports} times: look at the agent’s log.`,
    );
  }
  // Not in one transaction with the target's row: others lock the two in the other order.
  await panel.prisma.migration.updateMany({
    where: { id: migration.id, exportId: migration.exportId, state: 'delivering' },
    data: {
      ...noExport(),
      ...well,
      state: 'waiting',
      message: `${migration.sourceName} no longer has its export; it is made anew.`,
      nextAt: panel.clock(),
    },
  });
  await waitForExport(panel, claimed);
}

async function isCancelled(panel: PanelContext, migrationId: number): Promise<boolean> {
  const found = await panel.prisma.migration.findUnique({
    where: { id: migrationId },
    select: { cancelRequested: true },
  });
  return found?.cancelRequested ?? true;
}
