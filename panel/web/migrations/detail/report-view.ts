import type { EntityKind, ImportOutcome } from '../../../../contract/agent/migration.js';

/** What of a report is looked at. */
export interface ReportView {
  /** The target's row; null for one with something to look at. */
  target: number | null;
  kind: EntityKind | null;
  outcome: ImportOutcome | null;
}
