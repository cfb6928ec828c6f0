/** The task `migration_export`. */
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { migrationSettings, type EntityCounts } from '../../../contract/agent/migration.js';
import { isTold } from '../../backup/task-failures.js';
import { requireSpace } from '../../backup/storage/free-space.js';
import { subRun } from '../../backup/sub-progress.js';
import type { AgentContext } from '../../context.js';
import type { MigrationExport } from '../../store/generated/client.js';
import { TaskFailure, type TaskHandler, type TaskRun } from '../../tasks/handler.js';
import { isShutdown } from '../../tasks/stop-reason.js';
import type { PackedExport } from '../format/pack-export.js';
import { ExportTooLarge, openExportDraft } from '../format/write-export.js';
import { requireStillAllowed, rightsFor } from '../rights.js';
import { SettingsRefused } from '../settings.js';
import { availableExporters } from './exporters.js';
import { exportFileName } from './file-name.js';
import { exportFolder } from './folder.js';
import { sourceFacts } from './source-facts.js';

const exportPayload = z.object({ exportId: z.int().positive() });
type ExportPayload = z.infer<typeof exportPayload>;
interface ExportResult extends Record<string, unknown> {
  exportid: number;
  counts: EntityCounts;
  size: number;
  sha256: string;
}

/** Seconds: three days. */
const DEADLINE = 3 * 24 * 3600;
/** Bytes beside the archives: rows, the zip's own lists. */
const SPACE_ALLOWANCE = 16 * 1024 * 1024;

/** `ready` resolves when leftovers of a dead agent have been cleaned. */
export function exportHandler(
  context: AgentContext,
  ready: Promise<void>,
): TaskHandler<ExportPayload, ExportResult> {
  return {
    type: 'migration_export',
    payload: exportPayload,
    kind: 'shared',
    // The order chooses one of as many locks as exports may run at once.
    lockKey: () => 'migration-export-0',
    maxAttempts: 10,
    deadline: DEADLINE,
    cancellable: true,
    async run(run) {
      await ready;
      const result = await exportOnce(context, run);
      return { result, message: summary(result) };
    },
    callback: () => null,
  };
}

async function exportOnce(context: AgentContext, run: TaskRun<ExportPayload>): Promise<ExportResult> {
  const { store, config, clock } = context;
  const { exportId: id } = run.payload;
  const row = await store.prisma.migrationExport.findUnique({ where: { id } });
  if (row === null) throw new TaskFailure('This export is not known any more: order it again.');
  const before = await finishedBefore(context, row);
  if (before !== null) return before;
  const folder = exportFolder(config, id);
  // Those of rows that are deleted meanwhile are nobody's.
  const note = (data: Partial<MigrationExport>) =>
    store.prisma.migrationExport.updateMany({ where: { id }, data });
  // The agent may have died between queueing the task and noting it.
  await note({ taskId: run.id });
  try {
    const { path, size, sha256, counts } = await make(context, row, folder, run);
    const fileName = path.slice(folder.length + 1);
    run.log(`${fileName}: ${size} bytes, read back and verified, sha256 ${sha256}.`);
    await note({
      fileName,
      size: BigInt(size),
      sha256,
      counts: JSON.stringify(counts),
      finishedAt: clock(),
    });
    return { exportid: id, counts, size, sha256 };
  } catch (error) {
    if (!isShutdown(run.signal)) {
      await rm(folder, { recursive: true, force: true });
      await note({ finishedAt: clock() });
    }
    const told = isTold(error) || error instanceof ExportTooLarge || error instanceof SettingsRefused;
    throw told ? new TaskFailure(error.message) : error;
  }
}

/** The file that an attempt before had finished, if it got that far. */
async function finishedBefore(context: AgentContext, row: MigrationExport): Promise<ExportResult | null> {
  const { id, fileName, size, sha256, counts } = row;
  if (fileName === null || size === null || sha256 === null) return null;
  const there = await stat(join(exportFolder(context.config, id), fileName)).catch(() => null);
  if (there === null || BigInt(there.size) !== size) return null;
  return { exportid: id, counts: JSON.parse(counts) as EntityCounts, size: Number(size), sha256 };
}

async function make(
  context: AgentContext,
  row: MigrationExport,
  folder: string,
  run: TaskRun<ExportPayload>,
): Promise<PackedExport> {
  const exporter = (await availableExporters(context)).find(({ name }) => name === row.exporter);
  if (exporter === undefined) throw new TaskFailure(`This site does not have what ${row.exporter} exports.`);
  const settings = migrationSettings.parse(JSON.parse(row.settings));
  await requireStillAllowed(context.site, row.userId, rightsFor(exporter, settings));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const out = await openExportDraft({
    folder,
    signal: run.signal,
    entityLimit: context.config.exports.maxEntities,
  });
  const { userId, outline } = row;
  await exporter.write({ context, settings, outline, userId, out, run: subRun(run, 0, 0.8) });
  run.signal.throwIfAborted();
  await requireSpace([{ folder, bytes: out.bytes + SPACE_ALLOWANCE }]);
  const now = context.clock();
  const packing = subRun(run, 0.8, 1);
  return out.finish({
    fileName: exportFileName(exporter.title, now),
    facts: {
      exporter: exporter.name,
      settings,
      outline,
      created_at: now.toISOString(),
      source: await sourceFacts(context.site),
    },
    progress: (fraction, message) => packing.progress(fraction, message),
  });
}

function summary({ counts, size }: ExportResult): string {
  const what = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
  return `Exported ${what.length === 0 ? 'nothing' : what.join(', ')}: ${size} bytes.`;
}
