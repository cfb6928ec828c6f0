/** Brings a file in: all kinds one after the other, each from where an earlier attempt has left it. */
import type { EntityKind, MigrationSettings } from '../../../contract/agent/migration.js';
import { subRun } from '../../backup/sub-progress.js';
import type { AgentContext } from '../../context.js';
import type { BridgeRun } from '../../moodle/bridge-run.js';
import { ExportFileRefused, type ExportFile } from '../format/export-file.js';
import { exportLimits } from '../format/limits.js';
import { openExportFile } from '../format/read-export.js';
import type { ImportJob, ImportSource } from '../importer.js';
import { requireStillAllowed } from '../rights.js';
import { aliveOn } from './alive.js';
import { capabilitiesOf, kindsIn } from './choose-importer.js';
import { reportedLines, writeEntries } from './entries.js';
import { importFolder } from './folder.js';
import { memoryIdMap, storedIdMap } from './id-map.js';
import { fileImporters, kindImporters } from './importers.js';
import { isZip } from './peek-manifest.js';

export interface ImportOrder {
  id: number;
  importer: string;
  settings: MigrationSettings;
  dryRun: boolean;
  userId: number;
  source: ImportSource;
}

/** How much of the progress is checking the file. */
const CHECK_SHARE = 0.1;
/** A course takes as long as so many rows. */
const COURSE_WEIGHT = 200;

interface Steps {
  /** Kinds that an earlier attempt has ended. */
  done: readonly EntityKind[];
  ended(kind: EntityKind): Promise<void>;
}

/** @throws ExportFileRefused, TaskFailure, BridgeError; what was brought in stays, and is reported */
export async function runImport(
  context: AgentContext,
  order: ImportOrder,
  steps: Steps,
  run: BridgeRun,
): Promise<void> {
  const { store, config } = context;
  const base = {
    context,
    settings: order.settings,
    dryRun: order.dryRun,
    userId: order.userId,
    folder: importFolder(config, order.id),
    report: (kind, entries) => writeEntries(store, order.id, kind, entries),
    reported: (kind) => reportedLines(store, order.id, kind),
  } satisfies Partial<ImportJob>;
  const allowed = (capabilities: readonly string[]) =>
    requireStillAllowed(context.site, order.userId, { capabilities, administrator: false });
  if (!(await isZip(order.source.path))) {
    const importer = fileImporters.find(({ name }) => name === order.importer);
    if (importer === undefined)
      throw new ExportFileRefused(`There is no importer ${order.importer} any more.`);
    await allowed(importer.capabilities);
    return importer.import(order.source, { ...base, ids: memoryIdMap(), run });
  }

  run.progress(0, 'Checking the file');
  const file = await openExportFile(order.source.path, {
    signal: run.signal,
    progress: (fraction) => run.progress(CHECK_SHARE * fraction, 'Checking the file'),
    limits: { ...exportLimits, entities: Infinity },
  });
  try {
    const { manifest } = file;
    assertSize(manifest.counts, config.importMaxEntities);
    if (manifest.outline && !order.dryRun) throw new ExportFileRefused(OUTLINE);
    await allowed(capabilitiesOf(kindsIn(manifest)));
    const stored = storedIdMap({ store, site: manifest.source.site, alive: aliveOn(context) });
    const ids = order.dryRun ? memoryIdMap(stored) : stored;
    await importKinds(file, { ...base, ids }, steps, run);
  } finally {
    await file.close();
  }
}

export const OUTLINE =
  'The file is an outline, made to be looked at: it can only be imported as a dry run. Export it whole.';

/** @throws ExportFileRefused */
export function assertSize(counts: Readonly<Partial<Record<EntityKind, number>>>, most: number): void {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total > most)
    throw new ExportFileRefused(
      `The file holds ${total} entities; at most ${most} are taken at once: export fewer, or raise AGENT_IMPORT_MAX_ENTITIES.`,
    );
}

async function importKinds(
  file: ExportFile,
  job: Omit<ImportJob, 'run'>,
  steps: Steps,
  run: BridgeRun,
): Promise<void> {
  const kinds = kindsIn(file.manifest);
  const weigh = (kind: EntityKind) =>
    1 + (file.manifest.counts[kind] ?? 0) * (kind === 'courses' ? COURSE_WEIGHT : 1);
  const total = kinds.reduce((sum, kind) => sum + weigh(kind), 0);
  let before = 0;
  for (const kind of kinds) {
    const from = CHECK_SHARE + ((1 - CHECK_SHARE) * before) / total;
    before += weigh(kind);
    if (steps.done.includes(kind)) continue;
    run.signal.throwIfAborted();
    run.progress(from, `Importing: ${kind}`);
    const to = CHECK_SHARE + ((1 - CHECK_SHARE) * before) / total;
    await importKind(kind, file, { ...job, run: subRun(run, from, to) });
    await steps.ended(kind);
  }
}

async function importKind(kind: EntityKind, file: ExportFile, job: ImportJob): Promise<void> {
  const importer = kindImporters.find((one) => one.kind === kind);
  if (importer === undefined) {
    job.run.log(`"${kind}" is nothing that this agent can import; it was left out.`);
    return;
  }
  const told = await job.reported(kind);
  await importer.import(without(file.rows(kind), told), job, file);
}

/** The rows of which nothing has been told yet. */
async function* without<R extends { line: number }>(
  rows: AsyncIterable<R>,
  lines: ReadonlySet<number>,
): AsyncGenerator<R> {
  for await (const row of rows) if (!lines.has(row.line)) yield row;
}
