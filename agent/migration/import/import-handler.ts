/** The task `migration_import`. */
import { z } from 'zod';
import {
  entityKind,
  migrationSettings,
  type ImportCounts,
  type ImportOutcome,
} from '../../../contract/agent/migration.js';
import type { AgentContext } from '../../context.js';
import { TaskFailure, type TaskHandler, type TaskRun } from '../../tasks/handler.js';
import { isShutdown } from '../../tasks/stop-reason.js';
import { ExportFileRefused } from '../format/export-file.js';
import { SettingsRefused } from '../settings.js';
import { countEntries } from './entries.js';
import { importedFile, importFolder, removeImportFolder } from './folder.js';
import { runImport } from './run-import.js';
import { removeStaging } from './staging.js';

const importPayload = z.object({ importId: z.int().positive() });
type ImportPayload = z.infer<typeof importPayload>;
interface ImportResult extends Record<string, unknown> {
  importid: number;
  counts: ImportCounts;
}

const checkpoint = z.object({ done: z.array(entityKind) });
/** Seconds: three days. */
const DEADLINE = 3 * 24 * 3600;

export function importHandler(context: AgentContext): TaskHandler<ImportPayload, ImportResult> {
  return {
    type: 'migration_import',
    payload: importPayload,
    kind: 'shared',
    // One after the other: each must see what the one before has made.
    lockKey: () => 'migration-import',
    maxAttempts: 10,
    deadline: DEADLINE,
    cancellable: true,
    run: (run) => bringIn(context, run),
    callback: () => null,
  };
}

async function bringIn(
  context: AgentContext,
  run: TaskRun<ImportPayload>,
): Promise<{ result: ImportResult; message: string }> {
  const { store, config, clock } = context;
  const { prisma } = store;
  const { importId: id } = run.payload;
  const row = await prisma.migrationImport.findUnique({ where: { id } });
  if (row === null) throw new TaskFailure('This import is not known any more: import the file again.');
  // The agent may have died between queueing the task and noting it.
  if (row.taskId !== run.id) await prisma.migrationImport.update({ where: { id }, data: { taskId: run.id } });
  const done = checkpoint.safeParse(run.lastCheckpoint).data?.done ?? [];
  const order = {
    id,
    importer: row.importer,
    settings: migrationSettings.parse(JSON.parse(row.settings)),
    dryRun: row.dryRun,
    userId: row.userId,
    source: { path: importedFile(config, id), name: row.fileName },
  };
  try {
    await runImport(
      context,
      order,
      {
        done,
        async ended(kind) {
          done.push(kind);
          await run.checkpoint({ done });
        },
      },
      run,
    );
  } catch (error) {
    throw await inWords(error, run, id, context);
  } finally {
    await removeStaging({ context, folder: importFolder(config, id) });
    if (!isShutdown(run.signal))
      await prisma.migrationImport.update({ where: { id }, data: { finishedAt: clock() } });
  }
  const counts = await countEntries(store, id);
  const total = totals(counts);
  // What failed may be tried again, for which the file is needed.
  if (row.dryRun || total.failed + total.conflict + total.skipped === 0) await removeImportFolder(config, id);
  return { result: { importid: id, counts }, message: summary(total, row.dryRun) };
}

/** Adds what was brought in before it ended. */
async function inWords(
  error: unknown,
  run: TaskRun<ImportPayload>,
  id: number,
  { store }: AgentContext,
): Promise<unknown> {
  const counts = await countEntries(store, id);
  if (error instanceof ExportFileRefused || error instanceof SettingsRefused)
    return new TaskFailure(error.message, { importid: id, counts });
  if (!run.signal.aborted || isShutdown(run.signal)) return error;
  const reason: unknown = run.signal.reason;
  const why = reason instanceof Error ? reason.message : 'Stopped.';
  const { created } = totals(counts);
  return new TaskFailure(`${why} What was brought in stays: ${created} made so far.`, {
    importid: id,
    counts,
  });
}

type Totals = Record<ImportOutcome, number>;

function totals(counts: ImportCounts): Totals {
  const total: Totals = { created: 0, matched: 0, conflict: 0, skipped: 0, failed: 0 };
  for (const kind of Object.values(counts)) {
    for (const [outcome, count] of Object.entries(kind)) total[outcome as ImportOutcome] += count;
  }
  return total;
}

const summary = ({ created, matched, conflict, skipped, failed }: Totals, dryRun: boolean) =>
  `${dryRun ? 'Would be ' : ''}${created} created, ${matched} matched, ${conflict} conflicts, ${skipped} skipped, ${failed} failed.`.replace(
    /^Would be /,
    'Dry run: ',
  );
