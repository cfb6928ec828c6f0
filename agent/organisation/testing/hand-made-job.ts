/** An import without a task behind it, and an export file in memory: what the organisation's importers are given. */
import type { EntityKind, ImportOutcome } from '../../../contract/agent/migration.js';
import type { AgentContext } from '../../context.js';
import type { EntityRow } from '../../migration/format/entities.js';
import type { ExportFile, ExportWriter } from '../../migration/format/export-file.js';
import type { ImportEntry, ImportJob } from '../../migration/importer.js';
import { resolveSettings } from '../../migration/settings.js';
import { organisationExporters } from '../exporters.js';
import { organisationKindImporters } from '../kind-importers.js';

type Rows = Map<EntityKind, { id?: number }[]>;

export const quietRun = () => ({
  signal: new AbortController().signal,
  progress: () => undefined,
  log: () => undefined,
});

export interface HandMadeJob extends ImportJob {
  entries: Map<EntityKind, ImportEntry[]>;
  /** Entries of a kind as `line outcome name`. */
  told(kind: EntityKind): string[];
  count(outcome: ImportOutcome): number;
}

/** @param ids kept over imports of the same source */
export function handMadeJob(
  context: AgentContext,
  part: Partial<ImportJob> = {},
  ids = new Map<string, number>(),
): HandMadeJob {
  const entries: HandMadeJob['entries'] = new Map();
  return {
    context,
    settings: {},
    dryRun: false,
    userId: 2,
    folder: '/nonexistent',
    run: quietRun(),
    ids: {
      get: async (kind, sourceId) => ids.get(`${kind} ${sourceId}`) ?? null,
      set: async (kind, pairs) => {
        for (const { sourceId, targetId } of pairs) ids.set(`${kind} ${sourceId}`, targetId);
      },
    },
    report: async (kind, fresh) => void entries.set(kind, [...(entries.get(kind) ?? []), ...fresh]),
    reported: async (kind) => new Set(entries.get(kind)?.map(({ line }) => line)),
    ...part,
    entries,
    told: (kind) => (entries.get(kind) ?? []).map(({ line, outcome, name }) => `${line} ${outcome} ${name}`),
    count: (outcome) => [...entries.values()].flat().filter((entry) => entry.outcome === outcome).length,
  };
}

export function memoryFile(rows: Rows): ExportFile {
  const counts = Object.fromEntries([...rows].map(([kind, list]) => [kind, list.length]));
  return {
    manifest: { counts } as unknown as ExportFile['manifest'],
    async *rows<K extends EntityKind>(kind: K) {
      for (const [i, row] of (rows.get(kind) ?? []).entries())
        yield { line: i + 1, row: row as EntityRow<K> };
    },
    extract: async () => undefined,
    close: async () => undefined,
  };
}

/** What an exporter writes. */
export async function exported(
  context: AgentContext,
  name: string,
  given: Parameters<typeof resolveSettings>[1] = {},
): Promise<Rows> {
  const exporter = organisationExporters.find((one) => one.name.endsWith(`\\${name}`))!;
  const rows: Rows = new Map();
  const out: ExportWriter = {
    async rows(kind, more) {
      const list = rows.get(kind) ?? [];
      for await (const row of more) list.push(row as { id?: number });
      rows.set(kind, list);
      return list.length;
    },
    file: () => Promise.reject(new Error('It has no files.')),
    kept: async () => null,
  };
  const settings = resolveSettings(exporter.settings, given);
  await exporter.write({ context, settings, outline: false, userId: 2, out, run: quietRun() });
  return rows;
}

/** Brings in every kind of the organisation, in the order of the importers. */
export async function bringIn(job: ImportJob, file: ExportFile): Promise<void> {
  for (const importer of organisationKindImporters)
    await importer.import(file.rows(importer.kind) as never, job, file);
}
