/** What became of each row of an import, as it is kept and told. */
import type {
  EntityKind,
  ImportCounts,
  ImportLogReply,
  ImportOutcome,
} from '../../../contract/agent/migration.js';
import type { AgentStore } from '../../store/store.js';
import type { ImportEntry } from '../importer.js';
import { isPlaceholder } from './placeholder.js';

const CHUNK = 500;
/** Outcomes that a retry tries again. */
const unsettled: ImportOutcome[] = ['conflict', 'skipped', 'failed'];

/** Writes entries; one of the same row is replaced. */
export async function writeEntries(
  { prisma }: AgentStore,
  importId: number,
  kind: EntityKind,
  entries: readonly ImportEntry[],
): Promise<void> {
  for (let i = 0; i < entries.length; i += CHUNK) {
    const part = entries.slice(i, i + CHUNK).map(({ targetId, ...entry }) => ({
      ...entry,
      // What a dry run would make has no id yet.
      targetId: targetId !== null && isPlaceholder(targetId) ? null : targetId,
    }));
    // One statement for any number of rows: Prisma would make, and keep, a plan for each number.
    await prisma.$executeRaw`
      INSERT OR REPLACE INTO "MigrationImportEntry"
        ("importId", "kind", "line", "outcome", "name", "sourceId", "targetId", "message")
      SELECT ${importId}, ${kind}, value ->> 'line', value ->> 'outcome', value ->> 'name', value ->> 'sourceId',
        value ->> 'targetId', value ->> 'message'
      FROM json_each(${JSON.stringify(part)})`;
  }
}

/** Lines of a kind that have been told of. */
export async function reportedLines(
  { prisma }: AgentStore,
  importId: number,
  kind: EntityKind,
): Promise<ReadonlySet<number>> {
  const rows = await prisma.migrationImportEntry.findMany({
    where: { importId, kind },
    select: { line: true },
  });
  return new Set(rows.map(({ line }) => line));
}

export async function countEntries({ prisma }: AgentStore, importId: number): Promise<ImportCounts> {
  const groups = await prisma.migrationImportEntry.groupBy({
    by: ['kind', 'outcome'],
    where: { importId },
    _count: true,
  });
  const counts: ImportCounts = {};
  for (const { kind, outcome, _count } of groups) {
    (counts[kind as EntityKind] ??= {})[outcome as ImportOutcome] = _count;
  }
  return counts;
}

/** Forgets what a retry is to try again: all that was neither made nor found. */
export async function forgetUnsettled({ prisma }: AgentStore, importId: number): Promise<void> {
  await prisma.migrationImportEntry.deleteMany({ where: { importId, outcome: { in: unsettled } } });
}

export interface LogRequest {
  id: number;
  after: number;
  limit: number;
  outcome?: ImportOutcome;
  kind?: EntityKind;
}

/** A page of the log. @param finished whether the import has ended; asked before, so that nothing comes after "finished" */
export async function readEntries(
  { prisma }: AgentStore,
  { id, after, limit, outcome, kind }: LogRequest,
  finished: boolean,
): Promise<ImportLogReply> {
  const rows = await prisma.migrationImportEntry.findMany({
    where: { importId: id, n: { gt: after }, outcome, kind },
    orderBy: { n: 'asc' },
    take: limit,
  });
  return {
    entries: rows.map((row) => ({
      n: row.n,
      kind: row.kind as EntityKind,
      line: row.line,
      outcome: row.outcome as ImportOutcome,
      name: row.name,
      source_id: row.sourceId,
      target_id: row.targetId,
      message: row.message,
    })),
    last: rows.at(-1)?.n ?? after,
    finished: finished && rows.length < limit,
  };
}
