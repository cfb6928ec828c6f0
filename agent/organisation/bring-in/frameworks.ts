/** Frameworks out of an export file. */
import type { OrgFrameworkKind } from '../../../contract/agent/organisation.js';
import type { EntityRow } from '../../migration/format/entities.js';
import type { ImportEntry, ImportJob, KindImporter } from '../../migration/importer.js';
import type { StoredFramework } from '../units.js';
import { readFrameworks } from '../units.js';
import { reportNew } from './report.js';

type FrameworkKinds = 'departmentframeworks' | 'positionframeworks';
type Row = { line: number; row: EntityRow<FrameworkKinds> };

export interface PlannedFramework extends Row {
  /** The framework here; null where it is to be made. */
  match: StoredFramework | null;
}

/** Matches by what an earlier import made, else by number, else by name; each framework here stands for one at most. */
export async function planFrameworks(
  rows: AsyncIterable<Row>,
  kind: OrgFrameworkKind,
  job: ImportJob,
): Promise<PlannedFramework[]> {
  const standing = await readFrameworks(job.context.store.prisma, kind);
  const taken = new Set<number>();
  const plan: PlannedFramework[] = [];
  for await (const { line, row } of rows) {
    const known = await job.ids.get(`${kind}frameworks`, row.id);
    const free = standing.filter(({ id }) => !taken.has(id));
    const match =
      free.find(({ id }) => id === known) ??
      (row.idnumber === null ? undefined : free.find(({ idnumber }) => idnumber === row.idnumber)) ??
      free.find(({ name, idnumber }) => name === row.name && (idnumber === null || row.idnumber === null)) ??
      null;
    if (match !== null) taken.add(match.id);
    plan.push({ line, row, match });
  }
  return plan;
}

const entry = ({ line, row, match }: PlannedFramework, targetId: number | null): ImportEntry => ({
  line,
  outcome: match === null ? 'created' : match.name === row.name ? 'matched' : 'conflict',
  name: row.name,
  sourceId: row.id,
  targetId,
  message:
    match === null || match.name === row.name
      ? ''
      : `It is called "${match.name}" here, and was left as it is.`,
});

export function frameworkImporter<K extends FrameworkKinds>(
  kind: K,
  frameworkKind: OrgFrameworkKind,
): KindImporter<K> {
  return {
    kind,
    settings: [],
    capabilities: ['moodle/cohort:manage'],
    async import(rows, job) {
      const plan = await planFrameworks(rows as AsyncIterable<Row>, frameworkKind, job);
      if (job.dryRun)
        return reportNew(
          job,
          kind,
          plan.map((planned) => entry(planned, planned.match?.id ?? null)),
        );
      const { store, clock } = job.context;
      const ids = await store.prisma.$transaction(async (tx) => {
        const targets: number[] = [];
        for (const { row, match } of plan) {
          job.run.signal.throwIfAborted();
          const data = {
            kind: frameworkKind,
            name: row.name,
            idnumber: row.idnumber,
            createdAt: clock(),
          };
          targets.push(match?.id ?? (await tx.orgFramework.create({ data })).id);
        }
        return targets;
      });
      const entries = plan.map((planned, i) => entry(planned, ids[i]!));
      await job.ids.set(
        kind,
        plan.map(({ row }, i) => ({ sourceId: row.id, targetId: ids[i]! })),
      );
      await reportNew(job, kind, entries);
    },
  };
}
