/** Tells an import what became of rows, in batches. */
import type { EntityKind } from '../../../contract/agent/migration.js';
import type { ImportEntry, ImportJob } from '../../migration/importer.js';
import type { PlannedUnit } from './unit-plan.js';

const BATCH = 500;

/** What an earlier attempt has told of already stays as it was told: there it was created, now it is found. */
export async function reportNew(
  job: ImportJob,
  kind: EntityKind,
  entries: readonly ImportEntry[],
): Promise<void> {
  const told = await job.reported(kind);
  const fresh = entries.filter(({ line }) => !told.has(line)).sort((a, b) => a.line - b.line);
  for (let at = 0; at < fresh.length; at += BATCH) await job.report(kind, fresh.slice(at, at + BATCH));
}

export const unitEntry = ({ unit, outcome, targetId, message }: PlannedUnit): ImportEntry => ({
  line: unit.line,
  outcome,
  name: unit.name === '' ? (unit.idnumber ?? '') : unit.name,
  sourceId: unit.sourceId,
  targetId,
  message,
});
