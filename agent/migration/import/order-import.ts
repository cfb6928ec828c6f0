/** Takes a file over and queues its import; nothing of the site is touched yet. */
import type { MigrationSettings } from '../../../contract/agent/migration.js';
import type { AgentContext } from '../../context.js';
import { currentRequest } from '../../tasks/request-scope.js';
import { ExportFileRefused } from '../format/export-file.js';
import type { ImportSource } from '../importer.js';
import { chooseImporter, type ChosenImporter } from './choose-importer.js';
import { forgetUnsettled } from './entries.js';
import { hasImportedFile, importedFile, makeImportFolder, removeImportFolder } from './folder.js';
import { NothingToRetry } from './refusals.js';
import { assertSize, OUTLINE } from './run-import.js';

/** A file that is handed over. */
export interface OfferedFile extends ImportSource {
  /** Moves, links or copies it to where the import keeps it. */
  take(target: string): Promise<void>;
}

export interface ImportRequest {
  file: OfferedFile;
  /** Full name; empty to leave it to the file. */
  importer: string;
  settings: MigrationSettings;
  dryRun: boolean;
  /** Moodle's id of the user for whom it is done. */
  userId: number;
  /** Asked before anything is kept. @throws what the caller is told */
  allowed?(chosen: ChosenImporter): Promise<void>;
}

const LOOK_SECONDS = 120;

/**
 * What would be done with the file.
 * @throws ImporterRefused, SettingsRefused, ExportFileRefused
 */
export async function lookAt(context: AgentContext, request: ImportRequest): Promise<ChosenImporter> {
  const { file, importer, settings, dryRun } = request;
  const signal = AbortSignal.timeout(LOOK_SECONDS * 1000);
  const chosen = await chooseImporter(context, file, importer, settings, signal);
  if (chosen.manifest !== null) {
    assertSize(chosen.manifest.counts, context.config.importMaxEntities);
    if (chosen.manifest.outline && !dryRun) throw new ExportFileRefused(OUTLINE);
  }
  await request.allowed?.(chosen);
  return chosen;
}

/** @throws as `lookAt` */
export async function orderImport(
  context: AgentContext,
  request: ImportRequest,
): Promise<{ id: number; chosen: ChosenImporter }> {
  const { prisma } = context.store;
  const chosen = await lookAt(context, request);
  const row = await prisma.migrationImport.create({
    data: {
      userId: request.userId,
      requestKey: requestKey(),
      importer: chosen.name,
      settings: JSON.stringify(chosen.settings),
      dryRun: request.dryRun,
      fileName: request.file.name,
      createdAt: context.clock(),
    },
  });
  try {
    await makeImportFolder(context.config, row.id);
    await request.file.take(importedFile(context.config, row.id));
  } catch (error) {
    await prisma.migrationImport.delete({ where: { id: row.id } });
    await removeImportFolder(context.config, row.id);
    throw error;
  }
  await enqueue(context, row.id);
  return { id: row.id, chosen };
}

/**
 * The import that this same request has made before its agent died, if it came so far that the file was taken over; it is
 * queued if it is not yet.
 */
export async function orderedBefore(context: AgentContext): Promise<number | null> {
  const key = requestKey();
  if (key === null) return null;
  const { prisma } = context.store;
  const row = await prisma.migrationImport.findUnique({ where: { requestKey: key } });
  if (row === null) return null;
  if (row.taskId !== null) return row.id;
  if (await hasImportedFile(context.config, row.id)) {
    await enqueue(context, row.id);
    return row.id;
  }
  await prisma.migrationImport.delete({ where: { id: row.id } });
  return null;
}

/**
 * Goes on with an import that has ended: what it made or found stays, all else is tried again.
 * @throws NothingToRetry while it has not ended, or where its file is not kept any more
 */
export async function retryImport(context: AgentContext, id: number): Promise<void> {
  const { store, config, tasks } = context;
  const row = await store.prisma.migrationImport.findUniqueOrThrow({ where: { id } });
  const task = row.taskId === null ? null : await tasks.get(row.taskId);
  if (task !== null && task.finishedAt === null) {
    // The same request may have begun it before its agent died.
    if (requestKey() !== null) return;
    throw new NothingToRetry('The import has not ended yet.');
  }
  if (!(await hasImportedFile(config, id)))
    throw new NothingToRetry('The file of this import is not kept any more: import it again.');
  await forgetUnsettled(store, id);
  await store.prisma.migrationImport.update({ where: { id }, data: { finishedAt: null } });
  await enqueue(context, id);
}

async function enqueue({ tasks, store }: AgentContext, importId: number): Promise<void> {
  const { id } = await tasks.enqueue('migration_import', { importId });
  await store.prisma.migrationImport.update({ where: { id: importId }, data: { taskId: id } });
}

const requestKey = (): string | null => currentRequest() ?? null;
