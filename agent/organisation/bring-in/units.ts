/** Departments and positions out of an export file. */
import type { OrgFrameworkKind } from '../../../contract/agent/organisation.js';
import type { EntityRow } from '../../migration/format/entities.js';
import type { ExportFile } from '../../migration/format/export-file.js';
import type { ImportEntry, ImportJob, KindImporter } from '../../migration/importer.js';
import { TaskFailure } from '../../tasks/handler.js';
import { planFrameworks } from './frameworks.js';
import { reportNew, unitEntry } from './report.js';
import { planUnits, type IncomingUnit, type PlannedUnit } from './unit-plan.js';
import { writeUnits } from './write-units.js';

type UnitKinds = 'departments' | 'positions';
type Row = { line: number; row: EntityRow<UnitKinds> };

/** A hierarchy is looked at whole; these keep what is held of it within bounds. */
const MAX_UNITS = 100_000;
const MAX_CHARACTERS = 64 * 1024 * 1024;

const pairOf = (row: EntityRow<UnitKinds>) => ({
  globalManager: 'globalmanager' in row && row.globalmanager,
  departmentManager: 'departmentmanager' in row && row.departmentmanager,
});

function incomingUnit({ line, row }: Row): IncomingUnit {
  const { name, idnumber, description, descriptionformat, parent } = row;
  return {
    line,
    sourceId: row.id,
    name,
    idnumber: idnumber === '' ? null : idnumber,
    description,
    descriptionFormat: descriptionformat,
    ...pairOf(row),
    key: String(row.id),
    parentKey: parent === null ? null : String(parent),
  };
}

export interface FrameworkPlan {
  /** Null where the framework is to be made first, which only a dry run meets. */
  frameworkId: number | null;
  plan: PlannedUnit[];
}

/**
 * What becomes of all units of one kind in a file, framework by framework.
 * @throws TaskFailure when there are more than can be looked at
 */
export async function planFile(
  rows: AsyncIterable<Row>,
  kind: OrgFrameworkKind,
  job: ImportJob,
  file: ExportFile,
): Promise<{ plans: FrameworkPlan[]; homeless: ImportEntry[] }> {
  const homeless: ImportEntry[] = [];
  const frameworks = await frameworksHere(kind, job, file);
  const groups = new Map<number, IncomingUnit[]>();
  const known = new Map<number, number>();
  let count = 0;
  let characters = 0;
  for await (const { line, row } of rows) {
    job.run.signal.throwIfAborted();
    count += 1;
    characters += row.name.length + row.description.length;
    if (count > MAX_UNITS || characters > MAX_CHARACTERS)
      throw new TaskFailure(
        `More than ${MAX_UNITS} ${kind}s, or too much text, cannot be brought in at once.`,
      );
    if (!frameworks.has(row.framework)) {
      const message = 'The framework that it belongs to is not here.';
      homeless.push({ line, outcome: 'skipped', name: row.name, sourceId: row.id, targetId: null, message });
      continue;
    }
    const id = await job.ids.get(`${kind}s`, row.id);
    if (id !== null) known.set(row.id, id);
    const group = groups.get(row.framework);
    if (group) group.push(incomingUnit({ line, row }));
    else groups.set(row.framework, [incomingUnit({ line, row })]);
  }
  const plans: FrameworkPlan[] = [];
  for (const [sourceId, incoming] of groups) {
    const frameworkId = frameworks.get(sourceId) ?? null;
    const standing =
      frameworkId === null ? [] : await job.context.store.prisma.orgUnit.findMany({ where: { frameworkId } });
    const plan = planUnits({
      incoming,
      standing,
      known: (unit) => (unit.sourceId === null ? null : (known.get(unit.sourceId) ?? null)),
    });
    plans.push({ frameworkId, plan });
  }
  return { plans, homeless };
}

/** Ids here by ids of the source; null for those that a dry run would make. */
async function frameworksHere(
  kind: OrgFrameworkKind,
  job: ImportJob,
  file: ExportFile,
): Promise<Map<number, number | null>> {
  const frameworks = await planFrameworks(file.rows(`${kind}frameworks`), kind, job);
  return new Map(
    frameworks
      .filter(({ match }) => match !== null || job.dryRun)
      .map(({ row, match }) => [row.id, match?.id ?? null]),
  );
}

export function unitImporter<K extends UnitKinds>(kind: K, frameworkKind: OrgFrameworkKind): KindImporter<K> {
  return {
    kind,
    settings: [],
    capabilities: ['moodle/cohort:manage'],
    async import(rows, job, file) {
      const { plans, homeless } = await planFile(rows as AsyncIterable<Row>, frameworkKind, job, file);
      const planned = plans.flatMap(({ plan }) => plan);
      if (!job.dryRun) {
        await job.context.store.prisma.$transaction(async (tx) => {
          for (const { frameworkId, plan } of plans) await writeUnits(tx, frameworkId!, plan, job.run.signal);
        });
        await job.ids.set(
          kind,
          planned.flatMap(({ unit, targetId }) =>
            targetId === null ? [] : [{ sourceId: unit.sourceId!, targetId }],
          ),
        );
      }
      await reportNew(job, kind, [...planned.map(unitEntry), ...homeless]);
    },
  };
}
