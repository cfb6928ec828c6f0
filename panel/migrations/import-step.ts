/** The target's side: the import is ordered once, out of the upload, and followed to its end. */
import { MigrationStatus, migrationSettings, type MigrationImport } from '../../contract/agent/migration.js';
import { migrationWhat } from '../../contract/panel/migrations.js';
import type { AgentAddress } from '../agents/transport.js';
import { isGone } from '../agents/upload-client.js';
import type { PanelContext } from '../context.js';
import { addressOf } from '../instances/service.js';
import { endLook, endStep, note, well, type Claimed } from './lease.js';
import { importerName } from './names.js';
import { type TargetRow, cut, hasRefusedRows, nextLook } from './states.js';
import { noUpload } from './transfer-step.js';
import { at, SiteTrouble, StepFailed, troubleAt } from './trouble.js';

/** @throws SiteTrouble, StepFailed, LeaseLost */
export async function stepImport(panel: PanelContext, claimed: Claimed, row: TargetRow): Promise<void> {
  if (!row.instance) throw new StepFailed('The site was deleted from the panel.');
  const target = addressOf(panel, row.instance);
  if (row.importId === null) return orderStep(panel, claimed, row, target);
  const found = await getImport(panel, row, target, row.importId);
  if (!found) return importLost(panel, claimed, row);
  if (row.ordering) return goOn(panel, claimed, row, target, found);
  await noteImport(panel, claimed, row, found);
}

/** The order of an import; sent again it is the same, so that the agent begins one. */
export function orderImport(
  panel: PanelContext,
  row: TargetRow,
  target: AgentAddress,
): Promise<MigrationImport> {
  const data = {
    uploadid: row.uploadId ?? undefined,
    importer: importerName(migrationWhat.parse(row.migration.what)),
    settings: migrationSettings.parse(row.migration.importSettings),
    dry_run: row.migration.dryRun,
  };
  return at(row.instanceName, panel.agents.migration.orderImport(target, data, row.requestKey));
}

/** @returns null where the agent does not know it */
export async function getImport(
  panel: PanelContext,
  row: TargetRow,
  target: AgentAddress,
  id: number,
): Promise<MigrationImport | null> {
  try {
    return await panel.agents.migration.getImport(target, id);
  } catch (error) {
    if (isGone(error)) return null;
    throw troubleAt(row.instanceName, error);
  }
}

async function orderStep(
  panel: PanelContext,
  claimed: Claimed,
  row: TargetRow,
  target: AgentAddress,
): Promise<void> {
  if (row.uploadId === null) return sendAnew(panel, claimed);
  if (!row.ordering) await note(panel, claimed, { ordering: true });
  let found: MigrationImport;
  try {
    found = await orderImport(panel, row, target);
  } catch (error) {
    const refused = error instanceof SiteTrouble && !error.passing;
    if (refused && (await uploadIsGone(panel, row, target, row.uploadId))) return sendAnew(panel, claimed);
    throw error;
  }
  await endStep(panel, claimed, {
    ...well,
    ordering: false,
    importId: found.id,
    importJobId: found.moodle_job_id,
    message: cut(found.message) || null,
    nextAt: nextLook(panel.clock(), null),
  });
}

async function uploadIsGone(
  panel: PanelContext,
  row: TargetRow,
  target: AgentAddress,
  id: string,
): Promise<boolean> {
  try {
    await panel.agents.uploads.get(target, id);
    return false;
  } catch (error) {
    if (isGone(error)) return true;
    throw troubleAt(row.instanceName, error);
  }
}

function sendAnew(panel: PanelContext, claimed: Claimed): Promise<void> {
  const message = 'The site no longer has the file; it is sent again.';
  const data = { ...noUpload(), ...well, state: 'transferring', progress: 0, message, nextAt: panel.clock() };
  return endStep(panel, claimed, data);
}

/** Has an import that failed, was cancelled or has refused rows go on. One that runs or has brought in all has been told already. */
async function goOn(
  panel: PanelContext,
  claimed: Claimed,
  row: TargetRow,
  target: AgentAddress,
  before: MigrationImport,
): Promise<void> {
  let found = before;
  const { failed, completed } = MigrationStatus;
  if (before.status === failed || (before.status === completed && hasRefusedRows(before.counts))) {
    const asked = panel.agents.migration.retryImport(target, before.id, row.requestKey);
    found = await at(row.instanceName, asked);
  }
  await endStep(panel, claimed, {
    ...well,
    ordering: false,
    importJobId: found.moodle_job_id,
    message: cut(found.message) || null,
    nextAt: nextLook(panel.clock(), null),
  });
}

async function noteImport(
  panel: PanelContext,
  claimed: Claimed,
  row: TargetRow,
  found: MigrationImport,
): Promise<void> {
  const now = panel.clock();
  const message = cut(found.message) || null;
  if (found.status === MigrationStatus.completed) return endWell(panel, claimed, row, found);
  if (found.status === MigrationStatus.failed) {
    return endStep(panel, claimed, {
      ...well,
      state: 'failed',
      failedIn: 'importing',
      counts: found.counts,
      error: cut(found.error || 'The import failed without a reason.'),
      message: null,
      finishedAt: now,
      nextAt: null,
    });
  }
  const progress = Math.max(row.progress, found.progress);
  const moved = progress !== row.progress || message !== row.message;
  const data = { ...well, progress, message, nextAt: nextLook(now, row.startedAt) };
  if (moved) await endStep(panel, claimed, { ...data, counts: found.counts });
  else await endLook(panel, claimed, data);
}

/** After a real import the site is read, so that its new courses are seen. */
export function endWell(
  panel: PanelContext,
  claimed: Claimed,
  row: TargetRow,
  found: MigrationImport,
): Promise<void> {
  const now = panel.clock();
  const data = {
    ...well,
    state: 'succeeded',
    progress: 1,
    counts: found.counts,
    message: cut(found.message) || null,
    error: null,
    failedIn: null,
    finishedAt: now,
    nextAt: null,
  };
  return endStep(panel, claimed, data, async (tx) => {
    if (row.migration.dryRun) return;
    await tx.instance.updateMany({ where: { id: row.instanceId ?? 0 }, data: { syncWantedAt: now } });
  });
}

function importLost(panel: PanelContext, claimed: Claimed, row: TargetRow): Promise<void> {
  return endStep(panel, claimed, {
    ...well,
    ...noUpload(),
    state: 'failed',
    failedIn: 'transferring',
    importId: null,
    importJobId: null,
    error: `${row.instanceName} does not know this import any more: the agent’s data folder was lost or replaced.`,
    message: null,
    finishedAt: panel.clock(),
    nextAt: null,
  });
}
